"""Conversations on disk: sealed, one row each, versioned so that two processes never overwrite each other."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.dialog.codec import SessionUnreadable
from bot.kept import Kept
from bot.session_keys import SessionKey
from storage.errors import SealBroken, StaleVersion
from storage.unit_of_work import BotStore
from storage.vault.binding import Binding
from storage.vault.padding import pad, unpad
from storage.vault.purposes import Purpose
from storage.vault.sealing import decrypt, encrypt

LIFETIME: Final = timedelta(hours=24)
_PLACES: Final = (256, 1024, 4096, 16384, 65536, 262144, 1048576)


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation as found: `version` 0 and a fresh session where there was none."""

    kept: Kept
    version: int


class SessionStore:
    """Load and save by keys that only the browser, or the day's memory, holds."""

    def __init__(self, store: BotStore) -> None:
        self._store = store

    async def load(self, keys: Sequence[SessionKey], now: datetime) -> Opened:
        """The conversation under the first key that has one; what does not open counts as none."""
        async with self._store.begin() as work:
            for key in keys:
                found = await work.drafts.get(key.row, now)
                if found is None:
                    continue
                kept = _open(key, found.sealed)
                if kept is not None:
                    # Under an older key the version is 0: saving moves the conversation to the newest key.
                    return Opened(kept, found.version if key is keys[0] else 0)
        return Opened(Kept(), 0)

    async def save(
        self, keys: Sequence[SessionKey], kept: Kept, version: int, now: datetime, once: str = ""
    ) -> int | None:
        """Keep under the newest key and return the new version; None where another process was faster.

        `once` is remembered in the same transaction.
        """
        key = keys[0]
        sealed = encrypt(key.key, pad(kept.dump(), _PLACES), _binding(key))
        try:
            async with self._store.begin() as work:
                saved = await work.drafts.save(key.row, sealed, version, now + LIFETIME)
                for older in keys[1:]:
                    await work.drafts.erase(older.row)
                if once:
                    await work.seen_updates.remember(_once(key, once), now + LIFETIME)
        except StaleVersion:
            return None
        return saved

    async def seen(self, keys: Sequence[SessionKey], once: str) -> bool:
        """Whether this message was answered before, under today's or yesterday's key."""
        async with self._store.read() as work:
            for key in keys:
                if await work.seen_updates.known(_once(key, once)):
                    return True
        return False

    async def erase(self, keys: Sequence[SessionKey]) -> None:
        """Erase every trace of a conversation."""
        async with self._store.begin() as work:
            for key in keys:
                await work.drafts.erase(key.row)


def _open(key: SessionKey, sealed: bytes) -> Kept | None:
    try:
        return Kept.load(unpad(decrypt(key.key, sealed, _binding(key)).reveal()))
    except (SealBroken, SessionUnreadable):
        return None


def _binding(key: SessionKey) -> Binding:
    return Binding(Purpose.DRAFT, fields=(key.row,))


def _once(key: SessionKey, once: str) -> bytes:
    return hmac.new(key.key.reveal(), once.encode(), hashlib.sha256).digest()

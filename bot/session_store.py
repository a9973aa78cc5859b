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
    """A conversation as found: `version` 0 and a fresh session where there was none under the newest key.

    `seen` says that the message at hand was answered before. `older` is the row of an older key that it was found
    under.
    """

    kept: Kept
    version: int = 0
    seen: bool = False
    older: bytes | None = None


class SessionStore:
    """Load and save by keys that only the browser, or the day's memory, holds. Keys come newest first."""

    def __init__(self, store: BotStore) -> None:
        self._store = store

    async def load(self, keys: Sequence[SessionKey], now: datetime, once: str = "") -> Opened:
        """The conversation under the first key that has one; what does not open counts as none."""
        async with self._store.read() as work:
            seen = bool(once) and await work.seen_updates.known([_once(key, once) for key in keys])
            found = await work.drafts.find([key.row for key in keys], now)
        newest = found.get(keys[0].row)
        version = newest.version if newest else 0
        for key in keys:
            kept = _open(key, found[key.row].sealed) if key.row in found else None
            if kept is not None:
                return Opened(kept, version, seen, None if key is keys[0] else key.row)
        return Opened(Kept(), version, seen)

    async def save(
        self, keys: Sequence[SessionKey], kept: Kept, opened: Opened, now: datetime, once: str = ""
    ) -> bool:
        """Keep under the newest key in place of what was opened; False where another process was faster.

        `once` is remembered in the same transaction.
        """
        key = keys[0]
        sealed = encrypt(key.key, pad(kept.dump(), _PLACES), _binding(key))
        try:
            async with self._store.begin() as work:
                await work.drafts.save(key.row, sealed, opened.version, now + LIFETIME, now)
                if opened.older is not None:
                    await work.drafts.erase(opened.older)
                if once:
                    await work.seen_updates.remember(_once(key, once), now + LIFETIME)
        except StaleVersion:
            return False
        return True

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

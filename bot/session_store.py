"""Conversations on disk: sealed, one row each, versioned so that two processes never overwrite each other."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.dialog.codec import SessionUnreadable
from bot.kept import Kept
from bot.session_keys import SessionKey
from storage.drafts import KeptDraft
from storage.errors import AlreadyDone, SealBroken, StaleVersion
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

    `older` is the row of an older key that it was found under.
    """

    kept: Kept
    version: int = 0
    older: bytes | None = None


class SessionStore:
    """Opens and keeps by keys that only the browser, or the day's memory, holds. Keys come newest first."""

    def __init__(self, store: BotStore) -> None:
        self._store = store

    async def load(self, keys: Sequence[SessionKey], now: datetime) -> Kept:
        """The conversation under the first key that has one; what does not open counts as none."""
        async with self._store.read() as work:
            return _opened(keys, await work.drafts.find([key.row for key in keys], now)).kept

    async def change(
        self, keys: Sequence[SessionKey], step: Callable[[Kept], Kept], now: datetime, once: str = ""
    ) -> bool:
        """Open, take the step and keep its result under the newest key, in one transaction.

        False where another process was faster: nothing is kept, and the step may be taken again. `once` names the
        message that is being answered. Raises AlreadyDone where it was answered before, perhaps by another process.
        """
        key = keys[0]
        try:
            async with self._store.begin() as work:
                if once and not await work.seen_updates.remember(*_names(keys, once), now + LIFETIME):
                    raise AlreadyDone("this message was answered")
                opened = _opened(keys, await work.drafts.find([key.row for key in keys], now))
                sealed = encrypt(key.key, pad(step(opened.kept).dump(), _PLACES), _binding(key))
                await work.drafts.save(key.row, sealed, opened.version, now + LIFETIME, now)
                if opened.older is not None:
                    await work.drafts.erase(opened.older)
        except StaleVersion:
            return False
        return True

    async def erase(self, keys: Sequence[SessionKey]) -> None:
        """Erase every trace of a conversation."""
        async with self._store.begin() as work:
            for key in keys:
                await work.drafts.erase(key.row)


def _opened(keys: Sequence[SessionKey], found: Mapping[bytes, KeptDraft]) -> Opened:
    newest = found.get(keys[0].row)
    version = newest.version if newest else 0
    for key in keys:
        kept = _open(key, found[key.row].sealed) if key.row in found else None
        if kept is not None:
            return Opened(kept, version, None if key is keys[0] else key.row)
    return Opened(Kept(), version)


def _open(key: SessionKey, sealed: bytes) -> Kept | None:
    try:
        return Kept.load(unpad(decrypt(key.key, sealed, _binding(key)).reveal()))
    except (SealBroken, SessionUnreadable):
        return None


def _binding(key: SessionKey) -> Binding:
    return Binding(Purpose.DRAFT, fields=(key.row,))


def _names(keys: Sequence[SessionKey], once: str) -> tuple[bytes, bytes]:
    """What a message is called under the newest and under the oldest key."""
    newest, oldest = (hmac.digest(key.key.reveal(), once.encode(), "sha256") for key in (keys[0], keys[-1]))
    return newest, oldest

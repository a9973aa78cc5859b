"""Which messages of a chat can be erased again: the ids of both sides' messages of the last two days.

Telegram lets a bot delete what is younger than 48 hours, so older ids are of no use. They lie in the runtime store
under names that hang on the daily key: whoever takes the disk learns neither that a chat took place nor with whom.
"""

import hashlib
import hmac
import struct
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from kit import clock
from kit.runtime_store import RuntimeStore

KEEP_SECONDS = 48 * 3600
LONGEST = 2000
_ID = struct.Struct(">q")


class Trail(Protocol):
    """Remembers message ids of a chat and gives them out once."""

    async def add(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """Remember messages; of more than 2000 in a day the oldest are forgotten."""

    async def take(self, chat_id: int) -> list[int]:
        """All remembered ids, oldest first, and forget them."""


class StoredTrail:
    """The trail in the runtime store, shared by all processes of the bot."""

    def __init__(self, store: RuntimeStore, zone: ZoneInfo, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._zone = zone
        self._now = now

    async def add(self, chat_id: int, message_ids: Sequence[int]) -> None:
        # Two processes that add at one instant may lose one id; the message then stays where it is.
        name = await self._name(self._today(), chat_id)
        kept = await self._store.get(name) or b""
        kept += b"".join(_ID.pack(message_id) for message_id in message_ids)
        await self._store.put(name, kept[-LONGEST * _ID.size :], KEEP_SECONDS)

    async def take(self, chat_id: int) -> list[int]:
        found: list[int] = []
        for day in (self._today() - timedelta(days=1), self._today()):
            try:
                kept = await self._store.pop(await self._name(day, chat_id))
            except LookupError:
                # The key of that day is gone, and the names that hung on it with it.
                continue
            found += [message_id for (message_id,) in _ID.iter_unpack(kept or b"")]
        return found

    def _today(self) -> date:
        return clock.local_day(self._now(), self._zone)

    async def _name(self, day: date, chat_id: int) -> str:
        key = await self._store.daily_key(day)
        return "trail-" + hmac.digest(key, b"telegram trail" + _ID.pack(chat_id), hashlib.sha256).hex()

"""How many reports and look-ups are taken. Strangers slow strangers, and nobody is locked out for longer than a minute.

Each conversation has a budget of its own, and all of one channel share one. When that is used up, a share is left that
only conversations may use which were let through nowhere in the last ten minutes: who tries over and over from one
browser or chat cannot use up the chance of those who come for the first time. A new browser for every try does count
as new, and is stopped by the share's own end; there is no address, captcha or puzzle that would tell it from a
reporter, so an attack that goes on keeps others waiting while it goes on, and not a minute longer.

Channels are counted apart: whoever floods the web chat does not stop a messenger, whose chats cost a phone number.
A conversation is known by a MAC under the key of the day, a receipt or an address by nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from kit.clock import local_day
from kit.runtime_store.protocol import RuntimeStore

MINUTE: Final = 60
"""The window, in seconds: what people are told to wait."""
NEW_AGAIN: Final = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class Limits:
    """Uses a minute: of one conversation, of all of a channel, and beyond these for conversations that are new."""

    each: int
    shared: int
    kept: int


LOOK_UPS: Final = Limits(each=10, shared=600, kept=300)
"""A look-up stretches a receipt, 20 to 36 ms of a core: together no more than half of one. Somebody who looks after
several reports types ten receipts a minute at most; guessing is hopeless at any rate (63 random bits)."""


def reports(a_minute: int) -> Limits:
    """A report takes minutes to fill in, so one conversation never honestly files four within one. Half of the setting
    comes on top for new conversations: a village meeting files at one instant, each from a browser of their own."""
    return Limits(each=3, shared=a_minute, kept=(a_minute + 1) // 2)


@dataclass(frozen=True, slots=True)
class Source:
    """One conversation: its channel, and the row of its draft, which nobody but its owner can name."""

    channel: str
    row: bytes = field(repr=False)


class Budgets:
    """Shared by all bot processes, in the runtime store. Raises RuntimeStoreUnavailable where it cannot be asked."""

    def __init__(self, runtime: RuntimeStore, zone: ZoneInfo, reports_a_minute: int) -> None:
        self._runtime = runtime
        self._zone = zone
        self._reports = reports(reports_a_minute)

    async def report(self, source: Source, now: datetime) -> bool:
        """Whether one more report is taken from this conversation."""
        return await self._take("report", self._reports, source, now)

    async def look_up(self, source: Source, now: datetime) -> bool:
        """Whether one more receipt is stretched for this conversation."""
        return await self._take("look-up", LOOK_UPS, source, now)

    async def _take(self, kind: str, limits: Limits, source: Source, now: datetime) -> bool:
        store, name = self._runtime, f"{kind}:{source.channel}"
        key = await store.daily_key(local_day(now, self._zone))
        who = hmac.digest(key, b"budget\0" + kind.encode() + b"\0" + source.row, hashlib.sha256)
        if not await store.source_budget(name, who, limits.each, MINUTE):
            return False
        taken = await store.budget(name, limits.shared, MINUTE)
        if not taken and not await store.source_uses(f"{name}:let-in", who, NEW_AGAIN):
            taken = await store.budget(f"{name}:kept", limits.kept, MINUTE)
        if taken:
            # One mark is enough: a second changes nothing.
            await store.source_budget(f"{name}:let-in", who, 1, NEW_AGAIN)
        return taken

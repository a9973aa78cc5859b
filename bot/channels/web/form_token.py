"""The token of the page that submits: good some seconds after the page was given, for the browser it was given to.

It keeps nothing: the moment stands in it, with a MAC under the key of the day. A person reads the page before pressing;
a program that posts form after form is told to come again. It may be used again (a second tab, a second click, back and
forward), because the lead's id makes sure that a report is filed once. It ends with its key, after one to two days.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from kit.clock import local_day
from kit.runtime_store.protocol import RuntimeStore

FIELD: Final = "token"
_DIGITS: Final = 32
_LONGEST: Final = 64


@dataclass(frozen=True)
class FormTokens:
    """Gives and reads tokens. `seconds` is how long a page has to have been there."""

    runtime: RuntimeStore
    zone: ZoneInfo
    seconds: int
    clock: Callable[[], datetime]

    async def give(self, cookie: str, held: str = "") -> str:
        """A token for the browser of this cookie; the one it held before, where that is ours: waiting counts on."""
        if held and await self._given_at(held, cookie) is not None:
            return held
        now = self.clock()
        moment = f"{int(now.timestamp()):x}"
        return f"{moment}.{await self._mac(now, moment, cookie)}"

    async def ripe(self, token: str, cookie: str) -> bool:
        """Whether the token is ours, this browser's and old enough."""
        given_at = await self._given_at(token, cookie)
        return given_at is not None and int(self.clock().timestamp()) - given_at >= self.seconds

    async def _given_at(self, token: str, cookie: str) -> int | None:
        moment, _, mac = token.partition(".")
        if len(token) > _LONGEST or not token.isascii():
            return None
        now = self.clock()
        for day in (now, now - timedelta(days=1)):
            try:
                made = await self._mac(day, moment, cookie)
            except LookupError:
                continue
            if hmac.compare_digest(mac, made):
                return int(moment, 16)
        return None

    async def _mac(self, day: datetime, moment: str, cookie: str) -> str:
        key = await self.runtime.daily_key(local_day(day, self.zone))
        said = f"form token\0{moment}\0{cookie}".encode()
        return hmac.new(key, said, hashlib.sha256).hexdigest()[:_DIGITS]

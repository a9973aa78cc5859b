"""People for the Telegram bench: each says or presses the next thing as soon as the bot has answered."""

import threading
import time
from collections.abc import Callable
from typing import Any, Literal

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_people import Chat
from tests.fakes.telegram_world import ChatRecord

Line = tuple[Literal["says", "presses"], str]


class Crowd:
    """As many chats as asked for, each walking the same script over and over."""

    def __init__(self, telegram: FakeTelegram, script: tuple[Line, ...], size: int) -> None:
        self._telegram = telegram
        self._script = script
        self._walkers = {chat.id: Walker(chat) for chat in (telegram.chat() for _ in range(size))}
        self._delays: list[float] = []
        self._counting = False
        self._lock = threading.Lock()

    def talk(self, warm_up: float, seconds: float, meter: Callable[[], float]) -> tuple[int, list[float], float]:
        """Talk for `warm_up` and then for `seconds`: updates answered in the latter, their delays, `meter`'s rise."""
        self._telegram.world.on_sent = self._answered
        for walker in self._walkers.values():
            walker.step(self._script, None)
        time.sleep(warm_up)
        self._counting, before = True, meter()
        time.sleep(seconds)
        self._counting, rise = False, meter() - before
        self._telegram.world.on_sent = lambda record, message: None
        return len(self._delays), self._delays, rise

    def _answered(self, record: ChatRecord, message: dict[str, Any]) -> None:
        walker = self._walkers[record.chat["id"]]
        if self._counting:
            self._delays.append(time.perf_counter() - walker.since)
        walker.step(self._script, message)


class Walker:
    """One person and where they are in the script."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._next = 0
        self.since = 0.0

    def step(self, script: tuple[Line, ...], answer: dict[str, Any] | None) -> None:
        """Do the next thing; a button is looked for on the message that was just shown."""
        kind, what = script[self._next % len(script)]
        self._next += 1
        self.since = time.perf_counter()
        if kind == "says":
            self._chat.says(what)
            return
        assert answer is not None
        self._chat.presses_kept(what, answer)

"""What the witness can tell: where the ledger stands, every alarm and every restore, kept for good."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from storage.vault.restore_block import Head


@dataclass(frozen=True, slots=True)
class Alarm:
    """The ledger did not extend itself at a height. `settled`: a restore block has answered for it since."""

    height: int
    cause: str
    hour: datetime
    settled: bool = False

    def settle(self) -> Alarm:
        return replace(self, settled=True)

    @staticmethod
    def read(stored: bytes | None) -> tuple[Alarm, ...]:
        return tuple(Alarm(height, cause, _hour(hour), settled) for height, cause, hour, settled in _listed(stored))

    @staticmethod
    def write(alarms: Iterable[Alarm]) -> bytes:
        return json.dumps([[one.height, one.cause, one.hour.isoformat(), one.settled] for one in alarms]).encode()


@dataclass(frozen=True, slots=True)
class RestoreSeen:
    """A restore block at `height`; the ledger had ended at `resumed`, so the blocks between are lost."""

    height: int
    resumed: int
    hour: datetime

    @property
    def lost(self) -> int:
        """How many witnessed blocks did not come back."""
        return self.height - 1 - self.resumed

    @staticmethod
    def read(stored: bytes | None) -> tuple[RestoreSeen, ...]:
        return tuple(RestoreSeen(height, resumed, _hour(hour)) for height, resumed, hour in _listed(stored))

    @staticmethod
    def write(restores: Iterable[RestoreSeen]) -> bytes:
        return json.dumps([[one.height, one.resumed, one.hour.isoformat()] for one in restores]).encode()


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The head of the ledger as this host saw it, its hour (None before the first block), and what happened."""

    head: Head
    hour: datetime | None = None
    alarms: tuple[Alarm, ...] = ()
    restores: tuple[RestoreSeen, ...] = ()

    @property
    def alarm(self) -> bool:
        """Whether an alarm stands that nobody has answered for."""
        return any(not one.settled for one in self.alarms)


def _listed(stored: bytes | None) -> list[Any]:
    return list(json.loads(stored)) if stored else []


def _hour(text: str) -> datetime:
    return datetime.fromisoformat(text)

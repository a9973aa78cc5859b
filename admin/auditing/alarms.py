"""Whether the access ledger is sealed and witnessed as it should be: a pure judgement over what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Alarm(StrEnum):
    """What is wrong, by the key of its words."""

    BROKEN = "broken"
    UNSEALED = "unsealed"
    RESTORED = "restored"
    NOBODY_WITNESSES = "nobody_witnesses"
    BOT_AHEAD = "bot_ahead"
    BOT_STUCK = "bot_stuck"
    BOT_SILENT = "bot_silent"


@dataclass(frozen=True, slots=True)
class Witness:
    """What a bot host last told: the height it had witnessed, and when it told it."""

    name: str
    height: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class ChainState:
    """What is known of the chain. `broken_at` is the first broken one of the newest blocks, 0 where all hold."""

    height: int
    sealed_hour: datetime | None
    waiting: int
    waiting_since: datetime | None
    settled_height: int
    witnesses: tuple[Witness, ...]
    restored_at: datetime | None = None
    broken_at: int | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm with the values of its words."""

    alarm: Alarm
    values: dict[str, object]


SEALED_WITHIN: Final = timedelta(minutes=5)
SETTLED_AFTER: Final = timedelta(hours=2)
"""What was sealed longer ago, every bot host that talks to us must have witnessed."""
SILENT_AFTER: Final = timedelta(hours=24)


def alarms(state: ChainState, now: datetime) -> list[Raised]:
    """All that is wrong, the worst first."""
    return list(_alarms(state, now))


def _alarms(state: ChainState, now: datetime) -> Iterator[Raised]:
    if state.broken_at is not None:
        yield Raised(Alarm.BROKEN, {"height": state.broken_at})
    yield from (
        Raised(Alarm.BOT_AHEAD, {"name": one.name, "theirs": one.height, "ours": state.height})
        for one in state.witnesses
        if one.height > state.height
    )
    if state.restored_at is not None:
        yield Raised(Alarm.RESTORED, {})
    elif state.waiting_since is not None and now - state.waiting_since > SEALED_WITHIN:
        yield Raised(Alarm.UNSEALED, {"count": state.waiting})
    if not state.witnesses:
        yield Raised(Alarm.NOBODY_WITNESSES, {})
    for one in state.witnesses:
        if now - one.seen_at > SILENT_AFTER:
            yield Raised(Alarm.BOT_SILENT, {"name": one.name})
        elif one.height < state.settled_height and now - one.seen_at < SEALED_WITHIN:
            yield Raised(Alarm.BOT_STUCK, {"name": one.name, "theirs": one.height, "ours": state.height})

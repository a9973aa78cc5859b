"""When the chain is said to be wrong, and when it is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from admin.auditing.alarms import Alarm, ChainState, Witness, alarms

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
GOOD = ChainState(
    height=40, sealed_hour=NOW, waiting=1, waiting_since=NOW, settled_height=30,
    witnesses=(Witness("a", 40, NOW), Witness("b", 39, NOW - timedelta(hours=3))),
)  # fmt: skip


def test_a_chain_that_is_sealed_and_witnessed_raises_nothing() -> None:
    assert alarms(GOOD, NOW) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"broken_at": 7}, Alarm.BROKEN),
        ({"broken_at": 0}, Alarm.BROKEN),
        ({"waiting_since": NOW - timedelta(minutes=6)}, Alarm.UNSEALED),
        ({"restored_at": NOW, "waiting_since": NOW - timedelta(hours=1)}, Alarm.RESTORED),
        ({"witnesses": ()}, Alarm.NOBODY_WITNESSES),
        ({"witnesses": (Witness("a", 41, NOW),)}, Alarm.BOT_AHEAD),
        ({"witnesses": (Witness("a", 29, NOW),)}, Alarm.BOT_STUCK),
        ({"witnesses": (Witness("a", 40, NOW - timedelta(hours=25)),)}, Alarm.BOT_SILENT),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, Any], expected: Alarm) -> None:
    assert [one.alarm for one in alarms(replace(GOOD, **changed), NOW)] == [expected]


def test_a_host_that_has_not_called_since_is_not_said_to_be_stuck() -> None:
    """It may simply be switched off for an hour."""
    away = replace(GOOD, witnesses=(Witness("a", 29, NOW - timedelta(hours=1)),))
    assert alarms(away, NOW) == []

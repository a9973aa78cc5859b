"""Deadlines: which clock runs on a lead, since when, and the day on which it ends.

A deadline is the end of a local day. Anonymous and named leads run on the same clocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Final

from admin.workflow import working_days
from admin.workflow.states import MoveName, State


class Clock(StrEnum):
    """What has to happen before the day is over."""

    PASS_ON = "pass_on"
    SIGN_FOR = "sign_for"
    ACCEPTANCE = "acceptance"
    VERIFY = "verify"
    ANSWER = "answer"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class ClockRules:
    """Working days each clock allows."""

    pass_on: int = 5
    sign_for: int = 2
    acceptance: int = 15
    verify: int = 60
    answer: int = 15
    close: int = 15

    def days(self, clock: Clock) -> int:
        return int(getattr(self, clock.value))

    @classmethod
    def from_setting(cls, value: object) -> ClockRules:
        """Defaults, overridden by what the office has set; anything but a number of 1 to 250 days is left out."""
        if not isinstance(value, dict):
            return cls()
        names = {field.name for field in fields(cls)}
        kept = {name: days for name, days in value.items() if name in names and _is_days(days)}
        return replace(cls(), **kept)


def _is_days(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 250


@dataclass(frozen=True, slots=True)
class Step:
    """A move that was made, and the local day of it."""

    move: MoveName
    day: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """The clock that ends first, and its last day."""

    clock: Clock
    day: date

    @property
    def provisional(self) -> bool:
        return is_provisional(self.day)


_RUNS: Final = {
    State.RECEIVED: (Clock.PASS_ON, {MoveName.RETURN}),
    State.SCREENING: (Clock.PASS_ON, {MoveName.RETURN}),
    State.RETURNED: (Clock.PASS_ON, {MoveName.RETURN}),
    State.ASSIGNED: (Clock.SIGN_FOR, {MoveName.ASSIGN, MoveName.TRANSFER}),
    State.ACCEPTED: (Clock.VERIFY, {MoveName.SIGN_FOR}),
    State.VERIFYING: (Clock.VERIFY, {MoveName.SIGN_FOR, MoveName.REOPEN}),
    State.CONCLUDED: (Clock.ANSWER, {MoveName.CONCLUDE}),
    State.OUT_OF_SCOPE: (Clock.ANSWER, {MoveName.RULE_OUT}),
    State.MERGED: (Clock.ANSWER, {MoveName.MERGE}),
    State.ANSWERED: (Clock.CLOSE, {MoveName.TELL_OUTCOME}),
}
"""The clock of each open state, and the moves whose latest one starts it; arrival starts it where there was none."""


def running(state: State, received: date, steps: Sequence[Step], told: bool, rules: ClockRules) -> tuple[Deadline, ...]:
    """Every clock that runs on a lead, earliest end first; none once it is closed.

    `steps` are in order of time. `told` says that the reporter has been told of the
    acceptance (or of more), which ends that clock.
    """
    if state is State.CLOSED:
        return ()
    clock, starters = _RUNS[state]
    began = next((step.day for step in reversed(steps) if step.move in starters), received)
    deadlines = [Deadline(clock, working_days.after(began, rules.days(clock)))]
    if not told:
        deadlines.append(Deadline(Clock.ACCEPTANCE, working_days.after(received, rules.acceptance)))
    return tuple(sorted(deadlines, key=lambda deadline: deadline.day))


def next_deadline(
    state: State, received: date, steps: Sequence[Step], told: bool, rules: ClockRules
) -> Deadline | None:
    """The clock that ends first: its day is the lead's due day."""
    return next(iter(running(state, received, steps, told, rules)), None)


def on_arrival(received: date, rules: ClockRules) -> Deadline:
    """The due day that a new lead is stored with."""
    return running(State.RECEIVED, received, (), False, rules)[0]


def is_provisional(day: date) -> bool:
    """Whether the day was counted into a year whose holidays are not published yet."""
    return not working_days.is_known_year(day.year)


def is_overdue(due: date | None, today: date) -> bool:
    """A deadline on a day is missed only once that day is over."""
    return due is not None and today > due

"""Deadlines: which clock runs on a lead, since when, and the day on which it ends.

A deadline is the end of a local day. Anonymous and named leads run on the same clocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from admin.workflow.states import MoveName, State
from admin.workflow.working_days import PUBLISHED, Calendar


class Clock(StrEnum):
    """What has to happen before the day is over."""

    PASS_ON = "pass_on"
    SIGN_FOR = "sign_for"
    ACCEPTANCE = "acceptance"
    VERIFY = "verify"
    ANSWER = "answer"
    CLOSE = "close"


MOST_DAYS: Final = 250
_KEPT_CHANGES: Final = 24


@dataclass(frozen=True, slots=True)
class ClockRules:
    """Working days each clock allows, and the calendar they are counted by.

    A deadline that was given stays: days that were changed count for clocks that start on `since` or later, and
    `before` tells what held until then. What is counted by the calendar alone is counted again when that changes.
    """

    pass_on: int = 5
    sign_for: int = 2
    acceptance: int = 15
    verify: int = 60
    answer: int = 15
    close: int = 15
    since: date | None = None
    before: ClockRules | None = None
    calendar: Calendar = PUBLISHED

    def days(self, clock: Clock, began: date) -> int:
        """The days allowed to a clock that began on that day."""
        if self.before is not None and self.since is not None and began < self.since:
            return self.before.days(clock, began)
        return int(getattr(self, clock.value))

    def end(self, clock: Clock, began: date) -> date:
        """The last day of a clock that began on that day."""
        return self.calendar.after(began, self.days(clock, began))

    def changed(self, days: Mapping[Clock, int], today: date) -> ClockRules:
        """The rules once the office has set other days: they count from tomorrow on.

        A change of the same day that has not come into force is replaced.
        """
        waits = self.since is not None and self.since > today
        before = self.before if waits else self
        named = {clock.value: days.get(clock, getattr(self, clock.value)) for clock in Clock}
        return ClockRules(**named, since=today + timedelta(days=1), before=before, calendar=self.calendar)

    def setting(self) -> dict[str, object]:
        """What is kept; `from_setting` reads it back."""
        found: dict[str, object] = {clock.value: getattr(self, clock.value) for clock in Clock}
        if self.since is not None and self.before is not None:
            found |= {"since": self.since.isoformat(), "before": self.before.setting()}
        return found

    @classmethod
    def from_setting(cls, value: object, calendar: Calendar = PUBLISHED, depth: int = _KEPT_CHANGES) -> ClockRules:
        """Defaults, overridden by what the office has set; anything but a number of 1 to 250 days is left out."""
        if not isinstance(value, dict):
            return cls(calendar=calendar)
        names = {clock.value for clock in Clock}
        kept: dict[str, Any] = {name: days for name, days in value.items() if name in names and _is_days(days)}
        rules = cls(**kept, calendar=calendar)
        if depth and "before" in value and isinstance(value.get("since"), str):
            before = cls.from_setting(value["before"], calendar, depth - 1)
            rules = replace(rules, since=date.fromisoformat(value["since"]), before=before)
        return rules


def _is_days(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_DAYS


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
    deadlines = [Deadline(clock, rules.end(clock, began))]
    if not told:
        deadlines.append(Deadline(Clock.ACCEPTANCE, rules.end(Clock.ACCEPTANCE, received)))
    return tuple(sorted(deadlines, key=lambda deadline: deadline.day))


def next_deadline(
    state: State, received: date, steps: Sequence[Step], told: bool, rules: ClockRules
) -> Deadline | None:
    """The clock that ends first: its day is the lead's due day."""
    return next(iter(running(state, received, steps, told, rules)), None)


def on_arrival(received: date, rules: ClockRules) -> Deadline:
    """The due day that a new lead is stored with."""
    return running(State.RECEIVED, received, (), False, rules)[0]


def is_overdue(due: date | None, today: date) -> bool:
    """A deadline on a day is missed only once that day is over."""
    return due is not None and today > due

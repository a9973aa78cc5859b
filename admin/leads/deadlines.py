"""From a lead's history to its due day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from admin.leads.case import Case
from admin.workflow.calendar_form import calendar_of
from admin.workflow.clocks import ClockRules, Deadline, Step, next_deadline, running
from admin.workflow.states import MoveName, State
from admin.workflow.working_days import Calendar
from kit.clock import local_day
from storage.overdue import ClockFacts
from storage.tables.ledger import LeadEvent

if TYPE_CHECKING:
    from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, where it is now, and the days each clock allows."""

    at: datetime
    zone: ZoneInfo
    rules: ClockRules


SETTING: Final = "clocks"
CALENDAR: Final = "calendar"
_MOVES: Final = frozenset(move.value for move in MoveName)


async def rules_of(work: LedgerWork) -> ClockRules:
    """The days that the office has set, or the usual ones, and its calendar."""
    setting = await work.settings.get(SETTING)
    return ClockRules.from_setting(setting.value if setting else None, await calendar_in(work))


async def calendar_in(work: LedgerWork) -> Calendar:
    """The published calendar with what the office entered for years that are not in it."""
    setting = await work.settings.get(CALENDAR)
    return calendar_of(setting.value if setting else None)


def steps_of(history: Sequence[LeadEvent], zone: ZoneInfo) -> list[Step]:
    """The moves among a lead's history, each with its local day."""
    return [Step(MoveName(event.kind), local_day(event.at, zone)) for event in history if event.kind in _MOVES]


def deadlines_of(case: Case, moment: Moment) -> tuple[Deadline, ...]:
    """All clocks that run on a lead now."""
    received = local_day(case.lead.received_hour, moment.zone)
    return running(case.state, received, steps_of(case.history, moment.zone), case.told, moment.rules)


def due_after(case: Case, target: State, move: MoveName | None, told: bool, moment: Moment) -> date | None:
    """The due day once `move` has led to `target`; None once nothing is due any more."""
    steps = steps_of(case.history, moment.zone)
    if move is not None:
        steps.append(Step(move, local_day(moment.at, moment.zone)))
    received = local_day(case.lead.received_hour, moment.zone)
    deadline = next_deadline(target, received, steps, told, moment.rules)
    return deadline.day if deadline else None


def due_now(facts: ClockFacts, history: Sequence[LeadEvent], moment: Moment) -> date | None:
    """The due day of a lead of which only clear columns are read."""
    received = local_day(facts.received_hour, moment.zone)
    steps = steps_of(history, moment.zone)
    deadline = next_deadline(State(facts.state), received, steps, facts.told, moment.rules)
    return deadline.day if deadline else None

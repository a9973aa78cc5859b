"""Changing the clocks and the calendar: checked, kept with a version, and recorded with what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from admin.leads.deadlines import CALENDAR, SETTING, calendar_in
from admin.roles import Role
from admin.workflow.calendar_form import kept
from admin.workflow.clocks import MOST_DAYS, Clock, ClockRules
from admin.workflow.working_days import YearByHand, is_known_year
from storage.errors import BadInput, NotAllowed
from storage.queue_shapes import QueueFilter
from storage.vault.policy_document import UnitKind

if TYPE_CHECKING:
    from admin.signed import Member, Signed
    from storage.unit_of_work import LedgerWork

YEARS_AHEAD: Final = 2
CAP: Final = 1000


def may_set(member: Member) -> bool:
    """Whether the member sets clocks: who works in the office or leads it, never an administrator alone."""
    return UnitKind.OFFICE.value in member.units and member.may(Role.OFFICE, Role.LEADER)


def checked_days(typed: Mapping[str, str]) -> dict[Clock, int]:
    """The days typed for each clock; raises `BadInput`."""
    found = {}
    for clock in Clock:
        text = typed.get(clock.value, "").strip()
        if not (text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= MOST_DAYS):
            raise BadInput("clocks.error.days", most=MOST_DAYS)
        found[clock] = int(text)
    return found


def changes(rules: ClockRules, days: Mapping[Clock, int]) -> list[tuple[Clock, int, int]]:
    """The clocks whose days become others: from how many to how many."""
    before = {clock: int(getattr(rules, clock.value)) for clock in Clock}
    return [(clock, before[clock], days[clock]) for clock in Clock if before[clock] != days[clock]]


async def save_days(
    work: LedgerWork, signed: Signed, rules: ClockRules, days: Mapping[Clock, int], version: int, today: date,
    now: datetime,
) -> None:  # fmt: skip
    """Keep other days; they hold for clocks that start tomorrow or later. Raises `StaleVersion`."""
    changed = changes(rules, days)
    await work.settings.put(SETTING, rules.changed(days, today).setting(), version, now, signed.member.staff_id)
    told = ",".join(f"{clock.value}={before}>{after}" for clock, before, after in changed)
    await access.record(work, AccessKind.SETTINGS_CHANGED, signed, details=f"{SETTING} {told}", at=now)


async def save_year(
    work: LedgerWork, signed: Signed, year: int, entered: YearByHand, version: int, now: datetime
) -> None:
    """Keep a year's holidays. Raises `StaleVersion`, and `BadInput` for a year that is published."""
    if is_known_year(year):
        raise BadInput("clocks.error.published")
    value = kept(await calendar_in(work), year, entered)
    await work.settings.put(CALENDAR, value, version, now, signed.member.staff_id)
    told = f"{CALENDAR} {year} off={len(entered.off)} on={len(entered.on)} announced={int(entered.announced)}"
    await access.record(work, AccessKind.SETTINGS_CHANGED, signed, details=told, at=now)


async def running_leads(work: LedgerWork, member: Member, due_from: date | None = None) -> int:
    """Leads with a deadline, due on a day or later, of those the member may see: more would tell of hidden ones."""
    wanted = QueueFilter(due_from=due_from or date.min)
    return await work.queue.count_up_to(member.units, member.staff_id, wanted, CAP)


def check_may_set(signed: Signed) -> None:
    """Raise `NotAllowed` for who only reads the clocks."""
    if not may_set(signed.member):
        raise NotAllowed("only the office sets its clocks")

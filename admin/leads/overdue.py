"""What goes on by itself, without a key: stages of overdue leads are recorded, due days are counted again.

Nothing is opened here and no lead is read but its clear columns. Entries have no actor.
"""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from admin.leads.deadlines import Moment, due_now, rules_of
from admin.workflow.escalation import LADDER, due_before
from admin.workflow.states import OPEN_STATES
from admin.workflow.working_days import Calendar
from kit import clock, logs
from storage.errors import StaleVersion, StorageError

if TYPE_CHECKING:
    from admin.services import Services
    from storage.unit_of_work import LedgerWork

COUNTED: Final = "calendar_counted"
_SECONDS: Final = 300.0
_BATCH: Final = 200
_STATES: Final = tuple(state.value for state in OPEN_STATES)

log = logs.get(__name__)


async def run(services: Services) -> None:
    """Look every five minutes until cancelled; a database that fails is tried again next time."""
    while True:
        try:
            await look(services, clock.now())
        except StorageError as error:
            log.warning("overdue_waits", cause=type(error).__name__)
        await asyncio.sleep(_SECONDS)


async def look(services: Services, now: datetime) -> None:
    """Recount first, so that no stage is recorded by a calendar that is out of date."""
    await recount(services, now)
    await record_stages(services, now)


async def record_stages(services: Services, now: datetime) -> int:
    """One entry for each stage that a missed day has reached and that is not recorded yet; returns how many."""
    today, recorded = clock.local_day(now, services.settings.zone), 0
    async with services.ledger.read() as work:
        calendar = (await rules_of(work)).calendar
    for rung in LADDER:
        before = due_before(rung.stage, today, calendar)
        while True:
            async with services.ledger.begin() as work:
                found = await work.overdue.unrecorded(_STATES, before, rung.stage.value, _BATCH)
                for lead in found:
                    if await work.overdue.note(lead, rung.stage.value):
                        details = f"{rung.stage.value} {lead.due_on.isoformat()}"
                        kind, unit = AccessKind.LEAD_ESCALATED, lead.unit_id or ""
                        await access.record(work, kind, lead_id=lead.lead_id, unit=unit, details=details, at=now)
                        recorded += 1
            if len(found) < _BATCH:
                break
    return recorded


async def recount(services: Services, now: datetime) -> int:
    """Count due days again where a year's working days are others than when they were counted; returns how many moved.

    A year changes when the office enters its holidays, or when a release brings its table.
    """
    year = clock.local_day(now, services.settings.zone).year
    async with services.ledger.read() as work:
        rules, setting = await rules_of(work), await work.settings.get(COUNTED)
    counted = setting.value if setting else {}
    present = {str(one): _mark(rules.calendar, one) for one in range(year, year + 3)}
    # A year of which nothing is noted was counted Monday to Friday, save the one in which the noting began.
    assumed = {one: present[one] if int(one) == year else "" for one in present}
    changed = [int(one) for one, mark in present.items() if counted.get(one, assumed[one]) != mark]
    moved = await _recount_from(services, date(min(changed), 1, 1), now) if changed else 0
    if counted != present:
        async with services.ledger.begin() as work:
            try:
                await work.settings.put(COUNTED, present, setting.version if setting else 0, now, None)
            except StaleVersion:
                log.info("calendar_counted_elsewhere")
    return moved


async def _recount_from(services: Services, day: date, now: datetime) -> int:
    after, moved = bytes(16), 0
    while True:
        async with services.ledger.begin() as work:
            moment = Moment(now, services.settings.zone, await rules_of(work))
            ids = await work.overdue.due_from(_STATES, day, after, _BATCH)
            for lead_id in ids:
                moved += await _recount_one(work, lead_id, moment)
        if len(ids) < _BATCH:
            return moved
        after = ids[-1]


async def _recount_one(work: LedgerWork, lead_id: bytes, moment: Moment) -> bool:
    facts = await work.overdue.facts(lead_id)
    if facts is None:
        return False
    due = due_now(facts, await work.notes.history(lead_id), moment)
    if due == facts.due_on:
        return False
    await work.overdue.set_due(lead_id, due)
    details = f"{facts.due_on} {due}"
    await access.record(work, AccessKind.LEAD_RECOUNTED, lead_id=lead_id, details=details, at=moment.at)
    return True


def _mark(calendar: Calendar, year: int) -> str:
    """A short text that differs wherever the working days of a year differ."""
    off, on = calendar.exceptions(year)
    return " ".join(f"{sign}{day:%m%d}" for sign, days in (("-", off), ("+", on)) for day in days)

"""Stages of overdue leads and recounted days: by itself, without a key, once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from admin import audit
from admin.leads import overdue
from admin.leads.deadlines import CALENDAR, calendar_in
from admin.ledger_sealer import seal_once
from admin.services import Services
from admin.setup.founding import Founded
from admin.workflow import working_days
from admin.workflow.calendar_form import kept, read_year
from admin.workflow.working_days import Calendar
from kit import clock
from storage.vault.chain import read_entry
from tests.admin.desk import Desk, Filed

pytestmark = pytest.mark.anyio


@pytest.fixture
def desk(office: Services, founded: Founded) -> Desk:
    return Desk(office, founded)


async def stages(desk: Desk, filed: Filed) -> list[str]:
    entries = [read_entry(row.body) for row in await desk.entries(filed.lead_id)]
    return [entry.details.split()[0] for entry in entries if entry.kind == "lead_escalated"]


def after_due(due: date | None, count: int) -> datetime:
    """Noon of the day that is so many working days after a due day."""
    assert due is not None
    return datetime.combine(working_days.after(due, count), datetime.min.time(), UTC) + timedelta(hours=4)


async def test_each_stage_is_recorded_once_when_it_is_reached(desk: Desk) -> None:
    filed = await desk.file()
    due = (await desk.lead(filed.lead_id)).due_on
    await overdue.record_stages(desk.services, after_due(due, 0))
    assert await stages(desk, filed) == []
    for count, expected in ((1, ["remind"]), (2, ["remind"]), (3, ["remind", "urge"])):
        await overdue.record_stages(desk.services, after_due(due, count))
        await overdue.record_stages(desk.services, after_due(due, count))
        assert sorted(await stages(desk, filed)) == expected


async def test_a_host_that_was_away_for_long_records_every_stage_that_was_reached(desk: Desk) -> None:
    filed = await desk.file()
    due = (await desk.lead(filed.lead_id)).due_on
    await overdue.record_stages(desk.services, after_due(due, 40))
    assert sorted(await stages(desk, filed)) == ["list", "raise", "remind", "supervise", "urge"]


async def test_the_entries_have_no_actor_and_the_chain_holds_them(desk: Desk) -> None:
    filed = await desk.file(hours_ago=24 * 60)
    await overdue.look(desk.services, clock.now())
    await seal_once(desk.services)
    assert await audit.verify_chain(desk.services.ledger) > 0
    entries = [entry for entry in await desk.entries(filed.lead_id) if entry.kind == "lead_escalated"]
    assert entries
    assert all(entry.actor_id is None for entry in entries)


async def test_a_closed_lead_climbs_no_further(desk: Desk) -> None:
    filed = await desk.file(hours_ago=24 * 60)
    wang = await desk.browser("wang")
    await wang.move(filed, "screen", 1)
    await wang.move(filed, "rule_out", 2, reason="不属本办")
    await wang.move(filed, "tell_outcome", 3, outcome="请向主管部门反映。")
    await wang.move(filed, "close", 4)
    lead = await desk.lead(filed.lead_id)
    assert (lead.state, lead.due_on) == ("closed", None)
    assert await overdue.record_stages(desk.services, clock.now() + timedelta(days=400)) == 0


async def test_acknowledging_an_overdue_lead_pushes_nothing(desk: Desk) -> None:
    filed = await desk.file(hours_ago=24 * 60)
    before = (await desk.lead(filed.lead_id)).due_on
    wang = await desk.browser("wang")
    await wang.send("/admin/acknowledge", pick=f"{filed.number}.1")
    lead = await desk.lead(filed.lead_id)
    assert (lead.state, lead.due_on) == ("screening", before)
    page = await wang.open(f"/admin/leads/{filed.number}")
    assert "提级督办" in page


async def test_a_new_deadline_begins_at_the_first_stage_again(desk: Desk) -> None:
    filed = await desk.file(hours_ago=24 * 60)
    await overdue.record_stages(desk.services, clock.now())
    wang = await desk.browser("wang")
    await wang.move(filed, "screen", 1)
    await wang.move(filed, "assign", 2, unit="police")
    await wang.send(f"/admin/leads/{filed.number}/answers", kind="acceptance", text="已受理", version=3, messages=0)
    due = (await desk.lead(filed.lead_id)).due_on
    await overdue.record_stages(desk.services, after_due(due, 1))
    assert (await stages(desk, filed)).count("remind") == 2


async def enter_holidays(desk: Desk, year: int, off: str) -> Calendar:
    signed = await desk.founded.acting(desk.services, "wang")
    async with desk.services.ledger.begin() as work:
        calendar = await calendar_in(work)
        value = kept(calendar, year, read_year(year, off, "", True))
        row = await work.settings.get(CALENDAR)
        await work.settings.put(CALENDAR, value, row.version if row else 0, clock.now(), signed.member.staff_id)
        return await calendar_in(work)


async def test_days_are_counted_again_once_a_years_holidays_are_known(desk: Desk) -> None:
    # A report of 30 December 2059, due early in a year of which nothing is known.
    moment = datetime(2059, 12, 30, 4, tzinfo=UTC)
    hours = int((clock.hour_of(clock.now()) - moment).total_seconds() // 3600)
    filed = await desk.file(hours_ago=hours)
    before = (await desk.lead(filed.lead_id)).due_on
    assert before == working_days.after(date(2059, 12, 30), 5)
    assert await overdue.recount(desk.services, moment) == 0
    calendar = await enter_holidays(desk, 2060, "2060-01-01 至 2060-01-05")
    assert await overdue.recount(desk.services, moment) == 1
    after = (await desk.lead(filed.lead_id)).due_on
    assert after == calendar.after(date(2059, 12, 30), 5)
    assert after is not None
    assert before is not None
    assert after > before
    page = await (await desk.browser("wang")).open("/admin/leads?order=due")
    assert f"{after.isoformat()} 前" in page
    (entry,) = [read_entry(row.body) for row in await desk.entries(filed.lead_id) if row.kind == "lead_recounted"]
    assert entry.details == f"{before} {after}"
    assert await overdue.recount(desk.services, moment) == 0


async def test_a_recount_makes_nobodys_page_stale(desk: Desk) -> None:
    moment = datetime(2059, 12, 30, 4, tzinfo=UTC)
    hours = int((clock.hour_of(clock.now()) - moment).total_seconds() // 3600)
    filed = await desk.file(hours_ago=hours)
    await enter_holidays(desk, 2060, "2060-01-01 至 2060-01-05")
    await overdue.recount(desk.services, moment)
    await (await desk.browser("wang")).move(filed, "screen", 1)
    assert (await desk.lead(filed.lead_id)).state == "screening"

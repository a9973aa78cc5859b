"""Overdue leads as the machine finds them: clear columns, each stage noted once."""

from datetime import timedelta

import pytest

from storage.lead_change import LeadValues, Step
from storage.overdue import DueLead
from storage.queue_shapes import QueueFilter
from storage.tables.ledger import Grant
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, TODAY, add_lead, add_member, rid, unit

pytestmark = pytest.mark.anyio
OPEN = ("received", "assigned")
YESTERDAY = TODAY - timedelta(days=1)


async def unrecorded(ledger: Ledger, stage: str = "remind") -> list[DueLead]:
    async with ledger.read() as work:
        return await work.overdue.unrecorded(OPEN, TODAY, stage, 10)


async def test_only_open_leads_with_a_missed_day_are_found(ledger: Ledger) -> None:
    late = await add_lead(ledger, due_on=YESTERDAY)
    await add_lead(ledger, due_on=TODAY)
    await add_lead(ledger)
    closed = await add_lead(ledger, due_on=YESTERDAY)
    async with ledger.begin() as work:
        await work.leads.change(closed, 1, LeadValues(state="closed"), Step("close", NOW))
    assert await unrecorded(ledger) == [DueLead(late, "office", YESTERDAY)]


async def test_a_stage_is_noted_once_for_each_missed_day(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger, due_on=YESTERDAY)
    (found,) = await unrecorded(ledger)
    for expected in (True, False):
        async with ledger.begin() as work:
            assert await work.overdue.note(found, "remind") is expected
    assert await unrecorded(ledger) == []
    assert await unrecorded(ledger, "urge") == [found]
    async with ledger.begin() as work:
        await work.overdue.set_due(lead_id, YESTERDAY - timedelta(days=1))
    assert len(await unrecorded(ledger)) == 1


async def test_a_lead_that_moved_on_meanwhile_is_not_noted(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger, due_on=YESTERDAY)
    (found,) = await unrecorded(ledger)
    async with ledger.begin() as work:
        await work.leads.change(lead_id, 1, LeadValues(due_on=TODAY), Step("screen", NOW))
    async with ledger.begin() as work:
        assert await work.overdue.note(found, "remind") is False


async def test_a_recounted_day_stands_in_lead_and_queue_and_leaves_the_version(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger, ("office", "police"), due_on=TODAY)
    async with ledger.begin() as work:
        await work.overdue.set_due(lead_id, YESTERDAY)
    async with ledger.read() as work:
        lead = await work.leads.clear_columns(lead_id)
        grants: list[Grant] = await work.grants.held(lead_id, ["office", "police"], None)
    assert (lead.due_on, lead.version) == (YESTERDAY, 1)
    assert {grant.due_key for grant in grants} == {YESTERDAY}


async def test_leads_due_from_a_day_come_in_batches_and_each_once(ledger: Ledger) -> None:
    wanted = sorted([await add_lead(ledger, due_on=TODAY + timedelta(days=n)) for n in range(5)])
    await add_lead(ledger, due_on=YESTERDAY)
    found: list[bytes] = []
    async with ledger.read() as work:
        while batch := await work.overdue.due_from(OPEN, TODAY, found[-1] if found else bytes(16), 2):
            found += batch
    assert found == wanted


async def test_facts_of_a_lead_that_is_gone_are_none(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        assert await work.overdue.facts(rid()) is None


async def test_a_count_for_a_page_stops_at_its_cap_and_filters_as_the_list_does(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        await work.units.add(unit("office"))
        await work.units.add(unit("police"))
        reader = await add_member(work, "office", "police")
    for number in range(4):
        await add_lead(ledger, ("office", "police") if number % 2 else ("police",), due_on=YESTERDAY)
    async with ledger.read() as work:
        for wanted, count in (
            (QueueFilter(), 4),
            (QueueFilter(ours=True), 4),
            (QueueFilter(unhandled=True, due_before=TODAY), 4),
            (QueueFilter(due_from=TODAY), 0),
            (QueueFilter(due_from=YESTERDAY), 4),
        ):
            assert await work.queue.count_up_to(["office", "police"], reader, wanted) == count
            assert await work.queue.count_up_to(["office", "police"], reader, wanted, cap=3) == min(3, count)
        assert await work.queue.count_up_to(["police"], reader, QueueFilter(ours=True)) == 2
        assert await work.queue.count_up_to([], reader, QueueFilter()) == 0

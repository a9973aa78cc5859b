"""A lead that is shut to one member does not exist for them; restricted leads are looked over once."""

from typing import Any

import pytest

from storage.bars import to_look_over
from storage.errors import NotFound
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, TODAY, add_lead, add_member, rid, unit
from tests.storage.test_queue_plans import plan

pytestmark = pytest.mark.anyio
SECRET: dict[str, Any] = {"restricted": True, "category": None, "area": None}


@pytest.fixture
async def member(ledger: Ledger) -> bytes:
    async with ledger.begin() as work:
        for name in ("office", "police"):
            await work.units.add(unit(name))
        return await add_member(work, "office", "police")


async def test_a_lead_shut_to_a_member_is_in_none_of_their_lists_counts_or_answers(
    ledger: Ledger, member: bytes
) -> None:
    lead_id, units = await add_lead(ledger, ("office", "police")), ["office", "police"]
    async with ledger.begin() as work:
        number = (await work.leads.clear_columns(lead_id)).number
        colleague = await add_member(work, "office")
        await work.bars.shut(lead_id, member, NOW)
        await work.bars.shut(lead_id, member, NOW)
    async with ledger.read() as work:
        assert (await work.queue.page(units, member)).rows == ()
        assert [row.lead_id for row in (await work.queue.page(units, colleague)).rows] == [lead_id]
        counts = await work.queue.counts(units, member, ["received"], TODAY)
        assert (counts.by_state["received"], counts.unread) == (0, 0)
        assert await work.queue.count(units, member) == 0
        assert [row async for row in work.queue.each(units, member)] == []
        assert await work.grants.held(lead_id, units, member) == []
        assert await work.bars.shut_out(lead_id) == {member}
        for asked in (work.leads.visible(lead_id, units, member), work.leads.id_of_number(number, units, member)):
            with pytest.raises(NotFound):
                await asked


async def test_only_restricted_leads_of_ones_units_are_looked_over_and_each_once(ledger: Ledger, member: bytes) -> None:
    await add_lead(ledger)
    await add_lead(ledger, ("discipline",), **SECRET)
    wanted = sorted([await add_lead(ledger, ("office", "police"), **SECRET) for _ in range(3)])
    async with ledger.begin() as work:
        assert await work.bars.to_look_over(["office", "police"], member) == wanted
        assert await work.bars.to_look_over(["office", "police"], member, after=wanted[0], limit=1) == wanted[1:2]
        for lead_id in wanted:
            await work.bars.looked_over(lead_id, member)
        assert await work.bars.to_look_over(["office", "police"], member) == []
        await work.bars.look_again_at(wanted[1])
        assert await work.bars.to_look_over(["office", "police"], member) == wanted[1:2]
        await work.bars.look_again_for(member)
        assert await work.bars.to_look_over(["office", "police"], member) == wanted


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_looking_over_reads_the_index_of_restricted_leads(ledger: Ledger, kind: str) -> None:
    lines = await plan(ledger, to_look_over(["office", "police"], rid(), rid(), 100))
    assert "ix_leads_restricted" in lines[0], lines

"""Unread marks: for members of granted units only, and never lost while somebody reads."""

import pytest

from storage.lead_change import Step
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, add_lead, add_member, rid, unit

pytestmark = pytest.mark.anyio


@pytest.fixture
async def reader(ledger: Ledger) -> bytes:
    async with ledger.begin() as work:
        for name in ("office", "police"):
            await work.units.add(unit(name))
        return await add_member(work, "office")


async def _is_unread(ledger: Ledger, lead_id: bytes, staff_id: bytes) -> bool | None:
    async with ledger.read() as work:
        read = await work.reads.last_read(lead_id, staff_id)
    return read.unread if read else None


async def test_a_new_lead_is_unread_for_members_of_its_units_only(ledger: Ledger, reader: bytes) -> None:
    async with ledger.begin() as work:
        stranger = await add_member(work, "police")
        waiting = await add_member(work)
        await work.memberships.set("office", waiting, "waiting", NOW)
    lead_id = await add_lead(ledger, ("office",))
    assert [await _is_unread(ledger, lead_id, who) for who in (reader, stranger, waiting)] == [True, None, None]


async def test_a_member_of_two_granted_units_is_marked_once(ledger: Ledger, reader: bytes) -> None:
    async with ledger.begin() as work:
        await work.memberships.set("police", reader, "joined", NOW)
    lead_id = await add_lead(ledger, ("office", "police"))
    assert await _is_unread(ledger, lead_id, reader) is True


async def test_reading_the_newest_version_clears_the_mark(ledger: Ledger, reader: bytes) -> None:
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        await work.reads.mark_read(lead_id, reader, 1, 0)
    assert await _is_unread(ledger, lead_id, reader) is False


async def test_what_came_while_somebody_was_reading_stays_unread(ledger: Ledger, reader: bytes) -> None:
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        await work.leads.change(lead_id, 1, {"state": "screening"}, Step("screened", NOW, rid()))
    async with ledger.begin() as work:
        await work.reads.mark_read(lead_id, reader, version=1, messages=0)
    assert await _is_unread(ledger, lead_id, reader) is True


async def test_a_granted_lead_is_unread_for_the_receiving_unit(ledger: Ledger, reader: bytes) -> None:
    lead_id = await add_lead(ledger, ("police",))
    async with ledger.begin() as work:
        await work.grants.give(lead_id, "office", 1, b"sealed", rid())
    assert await _is_unread(ledger, lead_id, reader) is True


async def test_reading_an_unknown_lead_leaves_nothing_behind(ledger: Ledger, reader: bytes) -> None:
    lead_id = rid()
    async with ledger.begin() as work:
        await work.reads.mark_read(lead_id, reader, 1, 0)
    assert await _is_unread(ledger, lead_id, reader) is None

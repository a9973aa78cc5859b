"""Entries of the access ledger outlive their leads and show themselves to auditors of the right units."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from storage.access import OF_MANY_LEADS, AccessFilter
from storage.tables.ledger import Lead
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, add_lead, add_member, rid, unit

pytestmark = pytest.mark.anyio


async def _record(ledger: Ledger, minutes: int = 0, kind: str = "lead_viewed", **values: bytes | str | None) -> bytes:
    entry_id = rid()
    async with ledger.begin() as work:
        await work.access.add(entry_id, b"body", kind, NOW + timedelta(minutes=minutes), **values)  # type: ignore[arg-type]
    return entry_id


async def test_deleting_a_lead_deletes_no_entry(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    entry_id = await _record(ledger, lead_id=lead_id)
    async with ledger.begin() as work:
        await work.leads._session.execute(delete(Lead).where(Lead.id == lead_id))
    async with ledger.read() as work:
        assert [entry.id for entry in await work.access.of_lead(lead_id)] == [entry_id]


async def test_an_auditor_sees_entries_of_leads_of_their_units_and_of_none(ledger: Ledger) -> None:
    mine, hidden = await add_lead(ledger, ("office",)), await add_lead(ledger, ("police",))
    seen = await _record(ledger, 1, lead_id=mine)
    unseen = await _record(ledger, 2, lead_id=hidden)
    general = await _record(ledger, 3, kind="sign_in")
    async with ledger.read() as work:
        page = await work.access.page(["office"], AccessFilter())
        everything = await work.access.page(None, AccessFilter())
    assert [entry.id for entry in page] == [general, seen]
    assert [entry.id for entry in everything] == [general, unseen, seen]


@pytest.mark.parametrize("kind", OF_MANY_LEADS)
async def test_how_many_leads_a_strangers_act_was_on_is_told_to_their_own_units_auditor_only(
    ledger: Ledger, kind: str
) -> None:
    async with ledger.begin() as work:
        for one in ("office", "police"):
            await work.units.add(unit(one))
        colleague, stranger = await add_member(work, "office"), await add_member(work, "police")
    mine = await _record(ledger, 1, kind=kind, actor_id=colleague)
    await _record(ledger, 2, kind=kind, actor_id=stranger)
    signed_in = await _record(ledger, 3, kind="sign_in", actor_id=stranger)
    async with ledger.read() as work:
        assert [entry.id for entry in await work.access.page(["office"], AccessFilter())] == [signed_in, mine]
        assert len(await work.access.page(None, AccessFilter())) == 3


async def test_pages_follow_each_other_without_loss(ledger: Ledger) -> None:
    recorded = [await _record(ledger, minutes=number // 3) for number in range(10)]
    found: list[bytes] = []
    before = None
    async with ledger.read() as work:
        while page := await work.access.page(None, AccessFilter(), before, limit=4):
            found += [entry.id for entry in page]
            before = (page[-1].at, page[-1].id)
    assert sorted(found) == sorted(recorded)


async def test_filters_all_hold(ledger: Ledger) -> None:
    actor = rid()
    wanted = await _record(ledger, 5, kind="sign_in", actor_id=actor)
    await _record(ledger, 5, kind="sign_out", actor_id=actor)
    await _record(ledger, 5, kind="sign_in", actor_id=rid())
    await _record(ledger, 50, kind="sign_in", actor_id=actor)
    narrow = AccessFilter(kinds=("sign_in",), actor_id=actor, since=NOW, until=NOW + timedelta(minutes=10))
    async with ledger.read() as work:
        assert [entry.id for entry in await work.access.page(None, narrow)] == [wanted]


async def test_the_latest_entry_of_a_kind_is_found(ledger: Ledger) -> None:
    await _record(ledger, 1, kind="backup_made")
    newest = await _record(ledger, 2, kind="backup_made")
    async with ledger.read() as work:
        entry = await work.access.latest("backup_made")
        assert await work.access.latest("never") is None
    assert entry is not None
    assert entry.id == newest


async def test_entries_of_a_lead_are_found_by_its_number_and_a_hidden_number_is_like_none(ledger: Ledger) -> None:
    mine, hidden = await add_lead(ledger, ("office",)), await add_lead(ledger, ("police",))
    seen, unseen = await _record(ledger, lead_id=mine), await _record(ledger, lead_id=hidden)
    await _record(ledger, kind="sign_in")
    async with ledger.read() as work:
        numbers = await work.leads.numbers([mine, hidden, rid()])
        assert numbers.keys() == {mine, hidden}

        async def found(number: str, units: list[str] | None) -> list[bytes]:
            return [entry.id for entry in await work.access.page(units, AccessFilter(lead_number=number))]

        assert await found(numbers[mine], ["office"]) == [seen]
        assert await found(numbers[hidden], ["office"]) == []
        assert await found("10000000", ["office"]) == []
        assert await found(numbers[hidden], None) == [unseen]


async def test_bodies_are_those_of_the_page_and_acts_on_leads_can_be_left_out(ledger: Ledger) -> None:
    mine, hidden = await add_lead(ledger, ("office",)), await add_lead(ledger, ("police",))
    for kind, lead in (("lead_viewed", mine), ("lead_viewed", hidden), ("backup_made", None)):
        async with ledger.begin() as work:
            await work.access.add(rid(), f"{kind} {lead == mine}".encode(), kind, NOW, lead_id=lead)
    async with ledger.read() as work:
        views = await work.access.bodies(["office"], AccessFilter(kinds=("lead_viewed",)), 10)
        whole = await work.access.bodies(["office"], AccessFilter(of_no_lead=True), 10)
        assert len(await work.access.bodies(None, AccessFilter(), 2)) == 2
    assert views == [b"lead_viewed True"]
    assert whole == [b"backup_made False"]


async def test_whether_a_member_has_acted_on_a_lead_since_then(ledger: Ledger) -> None:
    lead_id, me = await add_lead(ledger), rid()
    await _record(ledger, 5, kind="view_reason", lead_id=lead_id, actor_id=me)
    async with ledger.read() as work:

        async def acted(lead: bytes, actor: bytes, kind: str, minutes: int) -> bool:
            return await work.access.has_acted(lead, actor, {kind}, NOW + timedelta(minutes=minutes))

        assert await acted(lead_id, me, "view_reason", 5)
        assert not await acted(lead_id, me, "view_reason", 6)
        assert not await acted(lead_id, me, "lead_viewed", 0)
        assert not await acted(lead_id, rid(), "view_reason", 0)
        assert not await acted(rid(), me, "view_reason", 0)

"""Search texts and tags stand and fall with the grant they hang on, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from storage.errors import StorageError
from storage.lead_index import Coverage
from storage.tables.ledger import LeadTag, SearchText
from storage.unit_of_work import Ledger
from tests.storage.builders import HOUR, add_lead, rid, unit, unit_key

pytestmark = pytest.mark.anyio
TAG, OTHER = rid(32), rid(32)
READER = rid()


async def indexed(ledger: Ledger, units: tuple[str, ...] = ("office",), hour: int = 0, *tags: bytes) -> bytes:
    """A lead that all its units have opened."""
    lead_id = await add_lead(ledger, units, hour=HOUR + timedelta(hours=hour))
    async with ledger.begin() as work:
        for holder in units:
            await work.lead_index.put(lead_id, holder, 1, b"sealed", tags)
    return lead_id


async def rows_of(ledger: Ledger, lead_id: bytes, unit_id: str) -> tuple[int, int]:
    """How many texts and tags the tables hold."""
    async with ledger.read() as work:
        session = work.lead_index._session
        found = [
            (await session.scalars(select(func.count()).where(row.lead_id == lead_id, row.unit_id == unit_id))).one()
            for row in (SearchText, LeadTag)
        ]
    return found[0], found[1]


async def test_a_text_without_a_grant_cannot_be_kept(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger, ("office",))
    with pytest.raises(StorageError, match="refused the change"):
        async with ledger.begin() as work:
            await work.lead_index.put(lead_id, "police", 1, b"sealed", [TAG])


async def test_text_and_tags_go_with_the_grant_and_other_units_keep_theirs(ledger: Ledger) -> None:
    lead_id = await indexed(ledger, ("office", "police"), 0, TAG, OTHER)
    async with ledger.begin() as work:
        await work.grants.take_away(lead_id, "office")
    assert await rows_of(ledger, lead_id, "office") == (0, 0)
    assert await rows_of(ledger, lead_id, "police") == (1, 2)


async def test_a_destroyed_lead_is_forgotten_by_every_unit_and_no_other_lead_with_it(ledger: Ledger) -> None:
    gone = await indexed(ledger, ("office", "police"), 0, TAG)
    kept = await indexed(ledger, ("office",), 0, TAG)
    async with ledger.begin() as work:
        assert await work.lead_index.forget(gone) == 4
        assert await work.lead_index.forget(gone) == 0
    assert await rows_of(ledger, kept, "office") == (1, 1)


async def test_what_is_put_again_takes_the_place_of_the_old(ledger: Ledger) -> None:
    lead_id = await indexed(ledger, ("office",), 0, TAG)
    async with ledger.begin() as work:
        await work.lead_index.put(lead_id, "office", 2, b"anew", [OTHER, OTHER])
        kept = await work.lead_index.text_of(lead_id, "office")
        assert await work.lead_index.text_of(lead_id, "police") is None
    assert kept is not None
    assert (kept.epoch, kept.sealed) == (2, b"anew")
    assert await rows_of(ledger, lead_id, "office") == (1, 1)


async def test_a_units_leads_come_newest_first_in_pages_with_its_own_texts_only(ledger: Ledger) -> None:
    mine = [await indexed(ledger, ("office",), hour // 2) for hour in range(5)]
    await indexed(ledger, ("police",), 9)
    unopened = await add_lead(ledger, ("office", "police"), hour=HOUR + timedelta(hours=1))
    async with ledger.begin() as work:
        await work.lead_index.put(unopened, "police", 1, b"another unit's", [])
    found, start = [], None
    async with ledger.read() as work:
        while page := await work.lead_index.page("office", READER, start, 2):
            found += page
            start = page[-1].cursor
    assert sorted(row.lead_id for row in found) == sorted([*mine, unopened])
    assert [row.lead_id for row in found if row.sealed is None] == [unopened]
    assert {row.sealed for row in found} == {b"sealed", None}
    assert [row.received_hour for row in found] == sorted((row.received_hour for row in found), reverse=True)


async def test_coverage_counts_a_lead_of_two_units_once(ledger: Ledger) -> None:
    await indexed(ledger, ("office", "police"))
    await add_lead(ledger, ("office", "police"))
    await add_lead(ledger, ("escalation",))
    async with ledger.read() as work:
        assert await work.lead_index.coverage(["office"], READER) == Coverage(2, 1)
        both = await work.lead_index.coverage(["office", "police"], READER)
    assert (both, both.missing) == (Coverage(2, 1), 1)


async def test_leads_that_share_a_tag_are_those_of_the_same_unit(ledger: Ledger) -> None:
    one = await indexed(ledger, ("office",), 0, TAG, OTHER)
    two = await indexed(ledger, ("office", "police"), 1, TAG)
    await indexed(ledger, ("police",), 2, TAG)
    async with ledger.read() as work:
        number = (await work.leads.clear_columns(two)).number
        assert await work.lead_index.sharing("office", READER, one, [TAG, OTHER]) == [(TAG, number)]
        assert await work.lead_index.sharing("office", READER, one, []) == []


async def test_of_two_first_keys_one_is_kept(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        await work.units.add(unit("office"))
        await work.unit_keys.add(unit_key("office"))
        assert await work.lead_index.add_key("office", 1, 1, b"first")
        assert not await work.lead_index.add_key("office", 1, 1, b"second")
        assert await work.lead_index.add_key("office", 1, 2, b"sealed on")
        assert [row.sealed for row in await work.lead_index.keys_of("office")] == [b"sealed on", b"first"]
        assert await work.lead_index.drop_keys("office", 1) == 1
        assert [row.sealed for row in await work.lead_index.keys_of("office")] == [b"sealed on"]

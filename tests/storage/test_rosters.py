"""Rosters grow one at a time; seeds are kept sealed and erased whole."""

import asyncio

import pytest

from storage.errors import AlreadyDone
from storage.tables.ledger import Roster
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, add_member, unit, unit_key

pytestmark = pytest.mark.anyio


@pytest.fixture
async def member(ledger: Ledger) -> bytes:
    async with ledger.begin() as work:
        await work.units.add(unit("office"))
        for epoch in (1, 2):
            await work.unit_keys.add(unit_key("office", epoch))
        return await add_member(work, "office")


def roster(epoch: int, counter: int, body: bytes = b"body") -> Roster:
    return Roster(unit_id="office", epoch=epoch, counter=counter, body=body, signature=b"s", created_at=NOW)


async def test_two_admissions_at_one_instant_cannot_take_one_counter(ledger: Ledger, member: bytes) -> None:
    async def admit(body: bytes) -> None:
        async with ledger.begin() as work:
            await work.rosters.add(roster(1, 2, body))

    outcomes = await asyncio.gather(admit(b"a"), admit(b"b"), return_exceptions=True)
    assert sum(isinstance(outcome, AlreadyDone) for outcome in outcomes) == 1


async def test_the_newest_roster_is_the_highest_counter_of_the_highest_epoch(ledger: Ledger, member: bytes) -> None:
    async with ledger.begin() as work:
        for epoch, counter in ((1, 1), (2, 1), (1, 2)):
            await work.rosters.add(roster(epoch, counter))
        newest, of_old = await work.rosters.newest("office"), await work.rosters.newest("office", 1)
        assert [(row.epoch, row.counter) for row in await work.rosters.of_unit("office")] == [(1, 1), (1, 2), (2, 1)]
    assert newest is not None
    assert of_old is not None
    assert (newest.epoch, newest.counter, of_old.counter) == (2, 1, 2)


async def test_a_seed_is_sealed_anew_in_its_place(ledger: Ledger, member: bytes) -> None:
    async with ledger.begin() as work:
        await work.seeds.put("office", 1, member, b"first")
        await work.seeds.put("office", 1, member, b"second")
        assert await work.seeds.get("office", 1, member) == b"second"
        assert await work.seeds.get("office", 2, member) is None
        assert [(row.unit_id, row.epoch) for row in await work.seeds.of_staff(member)] == [("office", 1)]


async def test_a_leaver_loses_every_seed_of_the_unit(ledger: Ledger, member: bytes) -> None:
    async with ledger.begin() as work:
        for epoch in (1, 2):
            await work.seeds.put("office", epoch, member, b"sealed")
        assert await work.seeds.drop("office", member) == 2
        assert await work.seeds.of_staff(member) == []


async def test_an_erased_epoch_has_no_sealing_left(ledger: Ledger, member: bytes) -> None:
    async with ledger.begin() as work:
        await work.seeds.put("office", 1, member, b"sealed")
        await work.seeds.put("office", 2, member, b"sealed")
        await work.seeds.put_old("office", 1, 2, b"old")
        with pytest.raises(AlreadyDone):
            await work.seeds.put_old("office", 1, 2, b"again")
        assert [row.sealed for row in await work.seeds.old("office")] == [b"old"]
        assert await work.seeds.erase_epoch("office", 1) == 2
        assert await work.seeds.old("office") == []
        assert await work.seeds.get("office", 2, member) == b"sealed"

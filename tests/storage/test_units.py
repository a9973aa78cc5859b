"""Units, epochs, memberships."""

import asyncio

import pytest

from storage.errors import AlreadyDone, NotFound
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, add_member, unit, unit_key

pytestmark = pytest.mark.anyio


async def test_a_unit_id_is_taken_once(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        await work.units.add(unit("office", "office"))
        with pytest.raises(AlreadyDone):
            await work.units.add(unit("office"))
        assert [row.id for row in await work.units.of_kind("office")] == ["office"]


async def test_an_unknown_unit_is_not_found(ledger: Ledger) -> None:
    async with ledger.read() as work:
        with pytest.raises(NotFound):
            await work.units.get("nowhere")


async def test_a_units_words_can_change(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        await work.units.add(unit("office"))
        await work.units.change("office", "扫黑办", "上班时间")
    async with ledger.read() as work:
        found = await work.units.get("office")
    assert (found.name, found.contact_note) == ("扫黑办", "上班时间")


async def test_an_epoch_is_made_by_one_session(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        await work.units.add(unit("office"))

    async def make() -> None:
        async with ledger.begin() as work:
            await work.unit_keys.add(unit_key("office", 1))

    outcomes = await asyncio.gather(make(), make(), make(), return_exceptions=True)
    assert sum(isinstance(outcome, AlreadyDone) for outcome in outcomes) == 2


async def test_the_newest_epoch_is_the_highest(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        await work.units.add(unit("office"))
        for epoch in (1, 2):
            await work.unit_keys.add(unit_key("office", epoch))
        newest = await work.unit_keys.newest("office")
        assert [row.epoch for row in await work.unit_keys.of_unit("office")] == [1, 2]
        assert len(await work.unit_keys.all()) == 2
        assert await work.unit_keys.newest("police") is None
    assert newest is not None
    assert newest.epoch == 2


async def test_new_recovery_pages_have_to_be_confirmed_again(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        await work.units.add(unit("office"))
        await work.unit_keys.add(unit_key("office"))
        await work.unit_keys.set_recovery("office", 1, b"public", b"sealed")
        await work.unit_keys.confirm_pages("office", 1, NOW)
        await work.unit_keys.set_recovery("office", 1, b"newer", b"sealed")
    async with ledger.read() as work:
        key = await work.unit_keys.get("office", 1)
    assert key is not None
    assert (key.recovery_public, key.pages_confirmed_at) == (b"newer", None)


async def test_only_joined_members_belong_to_a_unit(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        for name in ("office", "police"):
            await work.units.add(unit(name))
        member = await add_member(work, "police", "office")
        await work.memberships.set("police", member, "left", NOW)
        waiting = await add_member(work)
        await work.memberships.set("office", waiting, "waiting", NOW)
        assert await work.memberships.units_of(member) == ("office",)
        assert await work.memberships.units_of(waiting) == ()
        assert [row.staff_id for row in await work.memberships.of_unit("office")] == [member]
        assert {row.staff_id for row in await work.memberships.of_unit("office", None)} == {member, waiting}
        assert {row.state for row in await work.memberships.of_staff(member)} == {"joined", "left"}
        assert len(await work.memberships.all()) == 3

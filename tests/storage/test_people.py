"""Members of staff and their second factors."""

import asyncio

import pytest

from storage.errors import AlreadyDone, NotFound
from storage.tables.ledger import SpareCode
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, add_member, keys_of, rid

pytestmark = pytest.mark.anyio


@pytest.fixture
async def member(ledger: Ledger) -> bytes:
    async with ledger.begin() as work:
        return await add_member(work, login="wang", roles=("handler", "sysadmin"))


async def test_a_login_is_taken_once(ledger: Ledger, member: bytes) -> None:
    with pytest.raises(AlreadyDone):
        async with ledger.begin() as work:
            await add_member(work, login="wang")


async def test_a_member_is_found_by_login_and_id(ledger: Ledger, member: bytes) -> None:
    async with ledger.read() as work:
        found = await work.staff.by_login("wang")
        assert found is not None
        assert (found.id, found.roles) == (member, ["handler", "sysadmin"])
        assert await work.staff.by_login("nobody") is None
        assert set(await work.staff.many([member, rid()])) == {member}
        with pytest.raises(NotFound):
            await work.staff.get(rid())


async def test_a_disabled_member_counts_for_no_role(ledger: Ledger, member: bytes) -> None:
    async with ledger.begin() as work:
        assert [row.id for row in await work.staff.with_role("sysadmin")] == [member]
        assert await work.staff.disable(member, NOW)
        assert not await work.staff.disable(member, NOW)
        assert await work.staff.with_role("sysadmin") == []
        assert await work.staff.enable(member)
        assert [row.id for row in await work.staff.with_role("sysadmin")] == [member]


async def test_roles_name_and_pledge_can_change(ledger: Ledger, member: bytes) -> None:
    async with ledger.begin() as work:
        await work.staff.set_roles(member, ["auditor"])
        await work.staff.set_name(member, "王大明")
        await work.staff.pledge(member, 2)
    async with ledger.read() as work:
        found = await work.staff.get(member)
    assert (found.roles, found.name, found.pledge_version) == (["auditor"], "王大明", 2)


async def test_a_code_is_good_once_also_at_one_instant(ledger: Ledger, member: bytes) -> None:
    async def take() -> bool:
        async with ledger.begin() as work:
            return await work.staff.take_totp_step(member, 1000)

    assert sorted(await asyncio.gather(*(take() for _ in range(5)))) == [False] * 4 + [True]


async def test_an_older_step_is_refused_and_a_newer_one_taken(ledger: Ledger, member: bytes) -> None:
    async with ledger.begin() as work:
        taken = [await work.staff.take_totp_step(member, step) for step in (1000, 999, 1001)]
    assert taken == [True, False, True]


async def test_a_new_second_factor_has_to_be_confirmed_again(ledger: Ledger, member: bytes) -> None:
    async with ledger.begin() as work:
        await work.staff.set_totp(member, b"first")
        await work.staff.confirm_totp(member, NOW)
        await work.staff.set_totp(member, b"second")
        keys = await work.staff.keys(member)
    assert keys is not None
    assert (keys.totp_wrapped, keys.totp_confirmed_at, keys.totp_last_step) == (b"second", None, None)


async def test_a_new_key_takes_the_old_ones_place_whole(ledger: Ledger, member: bytes) -> None:
    new = keys_of(member)
    async with ledger.begin() as work:
        await work.staff.set_totp(member, b"old factor")
        await work.staff.keys(member)
        await work.staff.replace_keys(new)
    async with ledger.read() as work:
        found = await work.staff.keys(member)
        assert len(await work.staff.all_keys()) == 1
    assert found is not None
    assert (found.public_identity, found.totp_wrapped) == (new.public_identity, None)


async def test_a_new_password_keeps_the_key(ledger: Ledger, member: bytes) -> None:
    async with ledger.begin() as work:
        before = await work.staff.keys(member)
        assert before is not None
        identity = before.public_identity
        await work.staff.rewrap(member, b"wrapped", b"salt", None)
        after = await work.staff.keys(member)
    assert after is not None
    assert (after.public_identity, after.wrapped_seed, after.salt) == (identity, b"wrapped", b"salt")


async def test_a_spare_code_is_good_once_also_at_one_instant(ledger: Ledger, member: bytes) -> None:
    mac = rid(32)
    async with ledger.begin() as work:
        codes = [SpareCode(id=rid(), staff_id=member, mac=value) for value in (mac, rid(32))]
        await work.staff.replace_spare_codes(codes, member)

    async def use() -> bool:
        async with ledger.begin() as work:
            return await work.staff.use_spare_code(member, mac, NOW)

    assert sorted(await asyncio.gather(*(use() for _ in range(4)))) == [False, False, False, True]
    async with ledger.read() as work:
        assert await work.staff.spare_codes_left(member) == 1


async def test_new_spare_codes_end_the_old_ones(ledger: Ledger, member: bytes) -> None:
    old = rid(32)
    async with ledger.begin() as work:
        await work.staff.replace_spare_codes([SpareCode(id=rid(), staff_id=member, mac=old)], member)
        await work.staff.replace_spare_codes([SpareCode(id=rid(), staff_id=member, mac=rid(32))], member)
        assert not await work.staff.use_spare_code(member, old, NOW)

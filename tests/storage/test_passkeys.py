"""Passkeys of members: whose they are, and that one change wins."""

import asyncio

import pytest

from storage.errors import AlreadyDone
from storage.tables.ledger import Passkey
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, add_member, keys_of, rid

pytestmark = pytest.mark.anyio


def passkey(staff_id: bytes, credential_id: bytes | None = None) -> Passkey:
    return Passkey(
        id=rid(), staff_id=staff_id, credential_id=credential_id or rid(20), name="手机", created_at=NOW,
        wrapped=b"old",
    )  # fmt: skip


@pytest.fixture
async def member(ledger: Ledger) -> bytes:
    async with ledger.begin() as work:
        return await add_member(work)


async def kept(ledger: Ledger, one: Passkey) -> bytes:
    """The id of a passkey that is in the ledger now."""
    passkey_id = one.id
    async with ledger.begin() as work:
        await work.passkeys.add(one)
    return passkey_id


async def test_a_credential_belongs_to_one_passkey_of_all(ledger: Ledger, member: bytes) -> None:
    await kept(ledger, passkey(member, b"credential"))
    with pytest.raises(AlreadyDone):
        async with ledger.begin() as work:
            await work.passkeys.add(passkey(await add_member(work), b"credential"))


async def test_nobody_removes_anothers(ledger: Ledger, member: bytes) -> None:
    one = await kept(ledger, passkey(member))
    async with ledger.begin() as work:
        other = await add_member(work)
        assert await work.passkeys.remove(other, [one]) == 0
        assert [row.id for row in await work.passkeys.of_staff(member)] == [one]
        assert await work.passkeys.remove(member, [one]) == 1
        assert await work.passkeys.held_of_staff(member) == []


async def test_of_two_changes_at_one_instant_one_succeeds(ledger: Ledger, member: bytes) -> None:
    one = await kept(ledger, passkey(member))

    async def change(new: bytes) -> bool:
        async with ledger.begin() as work:
            return await work.passkeys.rewrap(one, b"old", new)

    assert sorted(await asyncio.gather(*(change(bytes([n])) for n in range(4)))) == [False, False, False, True]


async def test_passkeys_go_with_the_key_that_they_stood_beside(ledger: Ledger, member: bytes) -> None:
    await kept(ledger, passkey(member))
    async with ledger.begin() as work:
        await work.staff.replace_keys(keys_of(member))
    async with ledger.read() as work:
        assert await work.passkeys.of_staff(member) == []

"""A one-time link lets one person in."""

import asyncio
from datetime import timedelta

import pytest

from storage.errors import AlreadyDone
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, invitation, rid

pytestmark = pytest.mark.anyio
LATE = NOW + timedelta(hours=24)


async def add(ledger: Ledger) -> bytes:
    token_hash = rid(32)
    async with ledger.begin() as work:
        await work.invitations.add(invitation(token_hash))
    return token_hash


async def test_of_many_clicks_at_one_instant_one_gets_in(ledger: Ledger) -> None:
    token_hash = await add(ledger)

    async def click() -> list[str]:
        async with ledger.begin() as work:
            return (await work.invitations.use(token_hash, NOW)).roles

    outcomes = await asyncio.gather(*(click() for _ in range(6)), return_exceptions=True)
    assert sum(outcome == ["handler"] for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyDone) for outcome in outcomes) == 5


async def test_a_used_link_is_found_no_more(ledger: Ledger) -> None:
    token_hash = await add(ledger)
    async with ledger.begin() as work:
        assert await work.invitations.find(token_hash, NOW) is not None
        await work.invitations.use(token_hash, NOW)
    async with ledger.read() as work:
        assert await work.invitations.find(token_hash, NOW) is None


async def test_a_link_ends(ledger: Ledger) -> None:
    token_hash = await add(ledger)
    async with ledger.begin() as work:
        assert await work.invitations.find(token_hash, LATE) is None
        with pytest.raises(AlreadyDone):
            await work.invitations.use(token_hash, LATE)


async def test_open_links_are_listed_and_can_be_withdrawn(ledger: Ledger) -> None:
    kept, withdrawn, used = [await add(ledger) for _ in range(3)]
    async with ledger.begin() as work:
        await work.invitations.use(used, NOW)
        assert await work.invitations.withdraw(withdrawn)
        assert not await work.invitations.withdraw(used)
        assert [row.token_hash for row in await work.invitations.open(NOW)] == [kept]

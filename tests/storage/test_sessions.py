"""Sessions end with their keys; failed sign-ins are counted one after the other."""

import asyncio
from datetime import timedelta

import pytest

from storage.tables.ledger import StaffSession
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, add_member, rid

pytestmark = pytest.mark.anyio


@pytest.fixture
async def member(ledger: Ledger) -> bytes:
    async with ledger.begin() as work:
        return await add_member(work)


async def open_session(ledger: Ledger, member: bytes, seen_minutes: int = 0) -> bytes:
    id_hash = rid(32)
    async with ledger.begin() as work:
        await work.sessions.open(
            StaffSession(
                id_hash=id_hash,
                staff_id=member,
                wrapped_seed=b"wrapped",
                created_at=NOW,
                seen_at=NOW + timedelta(minutes=seen_minutes),
                label="Firefox",
            )
        )
    return id_hash


async def test_an_ended_session_is_found_no_more_and_has_no_seed(ledger: Ledger, member: bytes) -> None:
    id_hash = await open_session(ledger, member)
    async with ledger.begin() as work:
        assert await work.sessions.end(id_hash, NOW)
        assert not await work.sessions.end(id_hash, NOW)
    async with ledger.read() as work:
        assert await work.sessions.get(id_hash) is None
        row = await work.sessions._session.get(StaffSession, id_hash)
    assert row is not None
    assert (row.wrapped_seed, row.ended_at) == (None, NOW)


async def test_ending_all_sessions_can_spare_ones_own(ledger: Ledger, member: bytes) -> None:
    own, other = await open_session(ledger, member), await open_session(ledger, member)
    async with ledger.begin() as work:
        stranger = await add_member(work)
    theirs = await open_session(ledger, stranger)
    async with ledger.begin() as work:
        assert await work.sessions.end_all(member, NOW, keep=own) == 1
    async with ledger.read() as work:
        assert [await work.sessions.get(id_hash) is None for id_hash in (own, other, theirs)] == [False, True, False]


async def test_ending_all_sessions_of_a_disabled_member_spares_none(ledger: Ledger, member: bytes) -> None:
    for _ in range(3):
        await open_session(ledger, member)
    async with ledger.begin() as work:
        assert await work.sessions.end_all(member, NOW) == 3
        assert await work.sessions.of_staff(member) == []


async def test_open_sessions_are_listed_last_used_first(ledger: Ledger, member: bytes) -> None:
    first, second = await open_session(ledger, member, 1), await open_session(ledger, member, 2)
    async with ledger.begin() as work:
        await work.sessions.touch(first, NOW + timedelta(minutes=9))
        await work.sessions.rewrap(first, b"newer")
    async with ledger.read() as work:
        found = await work.sessions.of_staff(member)
    assert [(row.id_hash, row.wrapped_seed) for row in found] == [(first, b"newer"), (second, b"wrapped")]


async def test_sessions_long_unused_are_pruned(ledger: Ledger, member: bytes) -> None:
    await open_session(ledger, member, 1)
    kept = await open_session(ledger, member, 5)
    async with ledger.begin() as work:
        assert await work.sessions.prune(NOW + timedelta(minutes=2)) == 1
        assert await work.sessions.get(kept) is not None


async def test_a_device_is_known_for_its_own_member_only(ledger: Ledger, member: bytes) -> None:
    cookie = rid(32)
    async with ledger.begin() as work:
        await work.devices.remember(cookie, member, NOW)
        assert await work.devices.knows(cookie, member)
        assert not await work.devices.knows(cookie, rid())
        assert not await work.devices.knows(rid(32), member)
        assert await work.devices.prune(NOW) == 0
        assert await work.devices.forget(member) == 1


async def test_failures_at_one_instant_are_all_counted(ledger: Ledger) -> None:
    key = rid(32)

    async def fail() -> None:
        async with ledger.begin() as work:
            budget = await work.delays.lock(key, NOW)
            await work.delays.set(key, budget.failures + 1, NOW + timedelta(seconds=budget.failures))

    await asyncio.gather(*(fail() for _ in range(10)))
    async with ledger.begin() as work:
        budget = await work.delays.lock(key, NOW)
    assert (budget.failures, budget.next_at) == (10, NOW + timedelta(seconds=9))


async def test_a_success_clears_the_count(ledger: Ledger) -> None:
    key = rid(32)
    async with ledger.begin() as work:
        await work.delays.set(key, 7, NOW)
        await work.delays.clear(key)
        assert (await work.delays.lock(key, NOW)).failures == 0
        assert await work.delays.prune(NOW + timedelta(days=1)) == 1

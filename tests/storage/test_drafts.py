"""Drafts are never overwritten, end on time, and an update is answered once."""

import asyncio
from datetime import timedelta

import pytest

from storage.drafts import KeptDraft
from storage.errors import StaleVersion
from storage.unit_of_work import BotStore
from tests.storage.builders import NOW, rid

pytestmark = pytest.mark.anyio
END = NOW + timedelta(hours=24)


async def test_a_draft_is_kept_and_found(bot_store: BotStore) -> None:
    key = rid(32)
    async with bot_store.begin() as work:
        assert await work.drafts.save(key, b"one", 0, END, NOW) == 1
        assert await work.drafts.save(key, b"two", 1, END, NOW) == 2
    async with bot_store.begin() as work:
        assert await work.drafts.find([rid(32), key], NOW) == {key: KeptDraft(b"two", 2)}


@pytest.mark.parametrize("based_on", [0, 1, 3])
async def test_a_draft_that_moved_on_is_not_overwritten(bot_store: BotStore, based_on: int) -> None:
    key = rid(32)
    async with bot_store.begin() as work:
        await work.drafts.save(key, b"one", 0, END, NOW)
        await work.drafts.save(key, b"two", 1, END, NOW)
    with pytest.raises(StaleVersion) as stale:
        async with bot_store.begin() as work:
            await work.drafts.save(key, b"lost?", based_on, END, NOW)
    assert stale.value.found == 2


async def test_of_two_processes_at_one_instant_one_saves(bot_store: BotStore) -> None:
    key = rid(32)

    async def save(text: bytes) -> int:
        async with bot_store.begin() as work:
            return await work.drafts.save(key, text, 0, END, NOW)

    outcomes = await asyncio.gather(save(b"a"), save(b"b"), save(b"c"), return_exceptions=True)
    assert sum(outcome == 1 for outcome in outcomes) == 1
    assert sum(isinstance(outcome, StaleVersion) for outcome in outcomes) == 2


async def test_a_draft_that_has_ended_makes_room_for_a_new_one(bot_store: BotStore) -> None:
    key = rid(32)
    async with bot_store.begin() as work:
        await work.drafts.save(key, b"old", 0, NOW, NOW)
    async with bot_store.begin() as work:
        assert await work.drafts.find([key], NOW) == {}
        assert await work.drafts.save(key, b"new", 0, END, NOW) == 1


async def test_pruning_takes_only_what_has_ended(bot_store: BotStore) -> None:
    old, new = rid(32), rid(32)
    async with bot_store.begin() as work:
        await work.drafts.save(old, b"old", 0, NOW, NOW)
        await work.drafts.save(new, b"new", 0, END, NOW)
        await work.seen_updates.remember(old, old, NOW)
        await work.seen_updates.remember(new, new, END)
    async with bot_store.begin() as work:
        assert (await work.drafts.prune(NOW), await work.seen_updates.prune(NOW)) == (1, 1)
        assert list(await work.drafts.find([old, new], NOW)) == [new]
        assert await work.seen_updates.remember(old, old, END)
        assert not await work.seen_updates.remember(rid(32), new, END)


async def test_an_erased_draft_is_gone(bot_store: BotStore) -> None:
    key = rid(32)
    async with bot_store.begin() as work:
        await work.drafts.save(key, b"text", 0, END, NOW)
        assert await work.drafts.erase(key)
        assert not await work.drafts.erase(key)
        assert await work.drafts.find([key], NOW) == {}


async def test_an_update_delivered_many_times_at_once_is_answered_once(bot_store: BotStore) -> None:
    key = rid(32)

    async def answer() -> bool:
        async with bot_store.begin() as work:
            return await work.seen_updates.remember(key, rid(32), END)

    assert sorted(await asyncio.gather(*(answer() for _ in range(5)))) == [False] * 4 + [True]

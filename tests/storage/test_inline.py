"""The bot's SQLite works on the event loop, and still nobody waits there for a lock or a disk."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import make_inline_engine
from storage.errors import StorageUnavailable
from storage.migrate import upgrade
from storage.unit_of_work import BotStore
from tests.storage.builders import NOW, rid

pytestmark = pytest.mark.anyio
END = NOW + timedelta(hours=1)


@pytest.fixture
async def url(tmp_path: Path) -> str:
    made = f"sqlite:///{tmp_path}/bot.db"
    await upgrade(made, "bot")
    return made


@pytest.fixture
async def stores(url: str) -> AsyncIterator[tuple[BotStore, BotStore]]:
    """The two that one process has: reports written through, drafts not."""
    engines = make_inline_engine(url), make_inline_engine(url, durable=False)
    yield BotStore(engines[0]), BotStore(engines[1])
    for engine in engines:
        await engine.dispose()


def hold(url: str) -> sqlite3.Connection:
    """Another process in the middle of a change."""
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


async def keep(store: BotStore, key: bytes) -> None:
    async with store.begin() as work:
        await work.drafts.save(key, b"sealed", 0, END, NOW)


async def is_kept(store: BotStore, key: bytes) -> bool:
    async with store.read() as work:
        return key in await work.drafts.find([key], NOW)


@pytest.mark.parametrize("which", [0, 1])
async def test_another_process_is_waited_for_while_others_are_served(
    stores: tuple[BotStore, BotStore], url: str, which: int
) -> None:
    other, key = hold(url), rid(32)
    waiting = asyncio.create_task(keep(stores[which], key))
    served = [await is_kept(stores[1], key) for _ in range(20)]
    assert not waiting.done()
    other.execute("COMMIT")
    await waiting
    assert not any(served)
    assert await is_kept(stores[which], key)


@pytest.mark.parametrize("which", [0, 1])
async def test_a_lock_that_is_never_given_up_is_unavailable_and_harms_nothing_later(
    url: str, which: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.BUSY_SECONDS", 0.1)
    store, other, key = BotStore(make_inline_engine(url, durable=which == 0)), hold(url), rid(32)
    with pytest.raises(StorageUnavailable):
        await keep(store, key)
    other.execute("COMMIT")
    await keep(store, key)
    assert await is_kept(store, key)
    await store.engine.dispose()


async def test_both_stores_of_a_process_take_turns(stores: tuple[BotStore, BotStore]) -> None:
    keys = [rid(32) for _ in range(40)]
    await asyncio.gather(*(keep(stores[number % 2], key) for number, key in enumerate(keys)))
    assert all([await is_kept(stores[1], key) for key in keys])


async def test_who_stops_waiting_leaves_a_whole_database_behind(stores: tuple[BotStore, BotStore], url: str) -> None:
    other, given_up, next_one = hold(url), rid(32), rid(32)
    waiting = asyncio.create_task(keep(stores[0], given_up))
    await is_kept(stores[1], given_up)
    waiting.cancel()
    other.execute("COMMIT")
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await keep(stores[0], next_one)
    assert not await is_kept(stores[1], given_up)
    assert await is_kept(stores[1], next_one)


async def test_an_error_within_takes_everything_back(stores: tuple[BotStore, BotStore]) -> None:
    key = rid(32)

    async def fail() -> None:
        async with stores[0].begin() as work:
            await work.drafts.save(key, b"sealed", 0, END, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert not await is_kept(stores[1], key)

"""One contract for every runtime store; each test runs on a folder and on a real Redis."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from kit.runtime_store import FolderStore, RuntimeStore
from kit.runtime_store.redis import RedisStore

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 16)
# A window without a border inside any test.
YEAR = 31_536_000
Opener = Callable[[], RuntimeStore]


@pytest.fixture(params=["folder", pytest.param("redis", marks=pytest.mark.needs_redis)])
async def open_another(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Opener]:
    """Opens one more store on the same place, as another process would."""
    opened: list[RuntimeStore] = []
    # Asked for only here, so that the folder's tests run without a Redis.
    on_redis = request.param == "redis"
    place = [request.getfixturevalue(name) for name in ("redis_url", "redis_kind")] if on_redis else None

    def another() -> RuntimeStore:
        opened.append(RedisStore(*place) if place else FolderStore(tmp_path / "run"))
        return opened[-1]

    yield another
    for store in opened:
        await store.close()


async def test_all_processes_get_one_key_a_day(open_another: Opener) -> None:
    stores = [open_another() for _ in range(8)]
    keys = await asyncio.gather(*(store.daily_key(TODAY) for store in stores for _ in range(5)))
    assert len(set(keys)) == 1
    assert len(keys[0]) == 32


async def test_days_have_different_keys(open_another: Opener) -> None:
    store = open_another()
    assert await store.daily_key(TODAY) != await store.daily_key(TODAY + timedelta(days=1))


async def test_yesterday_s_key_is_kept(open_another: Opener) -> None:
    store = open_another()
    yesterday = await store.daily_key(TODAY - timedelta(days=1))
    await store.daily_key(TODAY)
    assert await open_another().daily_key(TODAY - timedelta(days=1)) == yesterday


async def test_all_processes_get_one_key_a_week(open_another: Opener) -> None:
    stores = [open_another() for _ in range(4)]
    keys = await asyncio.gather(*(store.weekly_key(MONDAY + timedelta(days=n)) for store in stores for n in range(7)))
    assert len(set(keys)) == 1
    assert len(keys[0]) == 32
    assert keys[0] != await stores[0].daily_key(MONDAY)


async def test_last_week_s_key_is_gone_for_good_once_the_next_is_made(open_another: Opener) -> None:
    store = open_another()
    first = await store.weekly_key(MONDAY)
    assert await store.weekly_key(MONDAY + timedelta(days=7)) != first
    with pytest.raises(LookupError):
        await open_another().weekly_key(MONDAY + timedelta(days=6))


async def test_tidying_erases_last_week_s_key_and_keeps_this_week_s(open_another: Opener) -> None:
    store = open_another()
    first = await store.weekly_key(MONDAY)
    await store.tidy(MONDAY + timedelta(days=6))
    assert await store.weekly_key(MONDAY) == first
    await store.tidy(MONDAY + timedelta(days=7))
    assert await store.weekly_key(MONDAY) != first


async def test_the_key_of_the_day_before_yesterday_is_gone_for_good(open_another: Opener) -> None:
    store = open_another()
    for days in (2, 1, 0):
        await store.daily_key(TODAY - timedelta(days=days))
    with pytest.raises(LookupError):
        await store.daily_key(TODAY - timedelta(days=2))


async def test_tidying_erases_old_keys_on_days_when_nobody_came(open_another: Opener) -> None:
    store = open_another()
    old = await store.daily_key(TODAY - timedelta(days=9))
    await store.tidy(TODAY)
    assert await store.daily_key(TODAY - timedelta(days=9)) != old


async def test_what_one_process_puts_another_gets(open_another: Opener) -> None:
    await open_another().put("name", b"\x00value\xff", 60)
    assert await open_another().get("name") == b"\x00value\xff"


async def test_the_last_value_counts(open_another: Opener) -> None:
    store = open_another()
    await store.put("name", b"first", 60)
    await store.put("name", b"second", 60)
    assert await store.get("name") == b"second"


async def test_an_unknown_name_gives_none(open_another: Opener) -> None:
    store = open_another()
    assert await store.get("nobody") is None
    assert await store.pop("nobody") is None


async def test_of_many_who_pop_one_gets_it(open_another: Opener) -> None:
    stores = [open_another() for _ in range(8)]
    await stores[0].put("name", b"value", 60)
    popped = await asyncio.gather(*(store.pop("name") for store in stores))
    assert [value for value in popped if value is not None] == [b"value"]
    assert await stores[0].get("name") is None


async def test_any_text_may_be_a_name(open_another: Opener) -> None:
    store = open_another()
    await store.put("../../线索/ \x00", b"value", 60)
    assert await store.get("../../线索/ \x00") == b"value"


async def test_a_budget_is_shared_and_never_overdrawn(open_another: Opener) -> None:
    stores = [open_another() for _ in range(4)]
    # A year's window, so that no border falls into the test.
    taken = await asyncio.gather(*(store.budget("n", 10, 31_536_000) for store in stores for _ in range(10)))
    assert sum(taken) == 10


async def test_budgets_of_two_names_are_apart(open_another: Opener) -> None:
    store = open_another()
    assert await store.budget("a", 1, 31_536_000)
    assert await store.budget("b", 1, 31_536_000)
    assert not await store.budget("a", 1, 31_536_000)


async def test_a_budget_of_nothing_lets_nobody_through(open_another: Opener) -> None:
    assert not await open_another().budget("n", 0, 60)


async def test_each_source_has_uses_of_its_own(open_another: Opener) -> None:
    store = open_another()
    assert [await store.source_budget("n", b"one", 2, YEAR) for _ in range(3)] == [True, True, False]
    assert await store.source_budget("n", b"two", 2, YEAR)
    assert await store.source_budget("other", b"one", 2, YEAR)


async def test_a_source_never_overdraws_however_many_processes_it_comes_through(open_another: Opener) -> None:
    stores = [open_another() for _ in range(4)]
    sources = (b"one", b"two", b"three")
    taken = await asyncio.gather(
        *(store.source_budget("n", who, 5, YEAR) for _ in range(10) for store in stores for who in sources)
    )
    assert sum(taken) == 5 * len(sources)


async def test_uses_are_told_and_asking_takes_none(open_another: Opener) -> None:
    store = open_another()
    assert await store.source_uses("n", b"one", YEAR) == 0
    await store.source_budget("n", b"one", 3, YEAR)
    for _ in range(3):
        assert await open_another().source_uses("n", b"one", YEAR) == 1
    assert await store.source_uses("n", b"two", YEAR) == 0

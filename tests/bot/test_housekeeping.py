"""What ends by the clock on the exposed host."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.housekeeping import tidy
from kit.runtime_store.folder import FolderStore
from storage.unit_of_work import BotStore

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
WORDS = b"sealed words that are to leave the disk"


async def test_an_ended_draft_leaves_the_file_and_its_log(store: BotStore, tmp_path: Path) -> None:
    async with store.begin() as work:
        await work.drafts.save(b"r" * 32, WORDS, 0, NOW + timedelta(hours=1), NOW)
    assert any(WORDS in file.read_bytes() for file in tmp_path.glob("bot.db*"))
    await tidy(store, FolderStore(tmp_path / "run"), ZONE, NOW + timedelta(hours=2))
    assert not any(WORDS in file.read_bytes() for file in tmp_path.glob("bot.db*"))


async def test_a_draft_that_has_not_ended_stays(store: BotStore, tmp_path: Path) -> None:
    async with store.begin() as work:
        await work.drafts.save(b"r" * 32, WORDS, 0, NOW + timedelta(hours=3), NOW)
    await tidy(store, FolderStore(tmp_path / "run"), ZONE, NOW + timedelta(hours=2))
    async with store.read() as work:
        assert await work.drafts.find([b"r" * 32], NOW)


async def test_daily_keys_older_than_yesterdays_are_erased(store: BotStore, tmp_path: Path) -> None:
    runtime = FolderStore(tmp_path / "run")
    today = NOW.astimezone(ZONE).date()
    before = await runtime.daily_key(today)
    await tidy(store, runtime, ZONE, NOW + timedelta(days=2))
    assert await runtime.daily_key(today + timedelta(days=2)) != before
    kept = b"".join(file.read_bytes() for file in (tmp_path / "run").rglob("*") if file.is_file())
    assert before not in kept


async def test_last_week_s_key_goes_on_monday_though_nobody_asked_anything(store: BotStore, tmp_path: Path) -> None:
    runtime, monday = FolderStore(tmp_path / "run"), datetime(2026, 11, 2, 8, tzinfo=UTC)
    key = await runtime.weekly_key(monday.astimezone(ZONE).date())

    def kept() -> bytes:
        return b"".join(file.read_bytes() for file in (tmp_path / "run").rglob("*") if file.is_file())

    await tidy(store, runtime, ZONE, monday + timedelta(days=6, hours=7))
    assert key in kept()
    # Sunday 16:00 UTC is Monday where the office is.
    await tidy(store, runtime, ZONE, monday + timedelta(days=6, hours=8, minutes=1))
    assert key not in kept()


async def test_processes_that_tidy_at_one_instant_disturb_neither_each_other_nor_what_stays(
    store: BotStore, tmp_path: Path
) -> None:
    runtime = FolderStore(tmp_path / "run", lambda: NOW)
    for number in range(200):
        await runtime.put(f"ends {number}", b"value", 1 if number % 2 else 86_400)
        await runtime.budget(f"budget {number}", 1, 1)
    later = NOW + timedelta(minutes=1)
    stores = [FolderStore(tmp_path / "run", lambda: later) for _ in range(4)]

    def in_a_thread(one: FolderStore) -> None:
        asyncio.run(one.tidy(later.astimezone(ZONE).date()))

    await asyncio.gather(*(asyncio.to_thread(in_a_thread, one) for one in stores))
    await asyncio.gather(*(tidy(store, one, ZONE, later) for one in stores))
    assert len(list((tmp_path / "run").glob("value-*"))) == 100
    assert not list((tmp_path / "run").glob("budget-*"))
    assert await stores[0].get("ends 0") == b"value"

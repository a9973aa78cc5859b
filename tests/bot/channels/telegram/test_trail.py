"""What can be erased is remembered for two days, under names that tell nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.channels.telegram.trail import LONGEST, StoredTrail
from kit.runtime_store import FolderStore

pytestmark = pytest.mark.anyio
CHAT = 5_600_000_101


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def trail(tmp_path: Path, clock: Clock) -> StoredTrail:
    return StoredTrail(FolderStore(tmp_path / "run", clock), ZoneInfo("Asia/Shanghai"), clock)


async def test_ids_come_back_once_in_order(trail: StoredTrail) -> None:
    await trail.add(CHAT, [1, 2])
    await trail.add(CHAT, [3])
    await trail.add(CHAT + 1, [9])
    assert await trail.take(CHAT) == [1, 2, 3]
    assert await trail.take(CHAT) == []


async def test_ids_of_yesterday_come_before_those_of_today(trail: StoredTrail, clock: Clock) -> None:
    await trail.add(CHAT, [1])
    clock.moment += timedelta(hours=2)
    await trail.add(CHAT, [2])
    assert await trail.take(CHAT) == [1, 2]


async def test_ids_older_than_two_days_are_forgotten(trail: StoredTrail, clock: Clock) -> None:
    await trail.add(CHAT, [1])
    clock.moment += timedelta(hours=49)
    assert await trail.take(CHAT) == []


async def test_of_very_many_the_newest_are_kept(trail: StoredTrail) -> None:
    await trail.add(CHAT, range(LONGEST + 5))
    assert await trail.take(CHAT) == list(range(5, LONGEST + 5))


async def test_no_file_name_or_content_tells_the_chat(trail: StoredTrail, tmp_path: Path) -> None:
    await trail.add(CHAT, [1])
    for path in (tmp_path / "run").rglob("*"):
        assert str(CHAT) not in path.name
        if path.is_file():
            assert str(CHAT).encode() not in path.read_bytes()
            assert CHAT.to_bytes(8, "big") not in path.read_bytes()

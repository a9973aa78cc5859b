"""How many reports and look-ups are taken: strangers slow strangers, and nobody is locked out for over a minute."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.budgets import LOOK_UPS, Budgets, Limits, Source, reports
from kit.runtime_store import FolderStore

pytestmark = pytest.mark.anyio
ZONE = ZoneInfo("Asia/Shanghai")
A_MINUTE = timedelta(minutes=1)
EVERYBODY = LOOK_UPS.shared + LOOK_UPS.kept


class Clock:
    """Noon, and later where a test says so: no window ends by itself."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 22, 4, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


class Desk:
    """Budgets as one process has them; several on one folder count together."""

    def __init__(self, folder: Path, clock: Clock, reports_a_minute: int = 120) -> None:
        self.clock = clock
        self._budgets = Budgets(FolderStore(folder, clock), ZONE, reports_a_minute)

    async def report(self, source: Source) -> bool:
        return await self._budgets.report(source, self.clock())

    async def look_up(self, source: Source) -> bool:
        return await self._budgets.look_up(source, self.clock())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    return Desk(tmp_path / "run", clock)


def somebody(channel: str = "web") -> Source:
    """A conversation that nobody has seen before."""
    return Source(channel, secrets.token_bytes(32))


async def flood(act: Callable[[Source], object], sources: list[Source]) -> int:
    """How many of these are let in, all at one instant."""
    return sum(await asyncio.gather(*(act(source) for source in sources)))  # type: ignore[call-overload]


async def test_one_conversation_files_three_reports_a_minute(desk: Desk, clock: Clock) -> None:
    reporter = somebody()
    assert [await desk.report(reporter) for _ in range(4)] == [True, True, True, False]
    clock.moment += A_MINUTE
    assert await desk.report(reporter)


async def test_a_whole_village_meeting_files_at_one_instant(desk: Desk) -> None:
    assert await flood(desk.report, [somebody() for _ in range(32)]) == 32


async def test_one_conversation_looks_up_ten_receipts_a_minute(desk: Desk) -> None:
    reporter = somebody()
    assert await flood(desk.look_up, [reporter] * 30) == LOOK_UPS.each
    assert await desk.look_up(somebody())


async def test_a_new_session_for_every_try_is_stopped_too(desk: Desk) -> None:
    assert await flood(desk.look_up, [somebody() for _ in range(EVERYBODY + 200)]) == EVERYBODY
    assert not await desk.look_up(somebody())


async def test_strangers_who_try_again_and_again_leave_a_share_for_those_who_come_first(desk: Desk) -> None:
    strangers = [somebody() for _ in range(100)]
    assert await flood(desk.look_up, strangers * 10) == LOOK_UPS.shared
    assert not await desk.look_up(strangers[0])
    assert await flood(desk.look_up, [somebody() for _ in range(50)]) == 50


async def test_who_was_refused_for_the_crowd_is_still_new_a_minute_later(desk: Desk, clock: Clock) -> None:
    reporter = somebody()
    await flood(desk.look_up, [somebody() for _ in range(EVERYBODY)])
    assert not await desk.look_up(reporter)
    clock.moment += A_MINUTE
    await flood(desk.look_up, [somebody() for _ in range(LOOK_UPS.shared)])
    assert await desk.look_up(reporter)


async def test_nobody_waits_longer_than_a_minute_once_the_strangers_have_gone(desk: Desk, clock: Clock) -> None:
    reporter = somebody()
    await flood(desk.look_up, [somebody() for _ in range(EVERYBODY)])
    assert not await desk.look_up(reporter)
    clock.moment += A_MINUTE
    assert await desk.look_up(reporter)


async def test_a_flooded_web_chat_does_not_stop_a_messenger(desk: Desk) -> None:
    await flood(desk.report, [somebody() for _ in range(300)])
    assert not await desk.report(somebody())
    assert await desk.report(somebody("telegram"))


async def test_reports_and_look_ups_are_counted_apart(desk: Desk) -> None:
    reporter = somebody()
    for _ in range(4):
        await desk.report(reporter)
    assert not await desk.report(reporter)
    assert await desk.look_up(reporter)


async def test_several_processes_at_one_instant_count_together(tmp_path: Path, clock: Clock) -> None:
    desks = [Desk(tmp_path / "run", clock, reports_a_minute=20) for _ in range(4)]
    asked = [desk.report(somebody()) for desk in desks for _ in range(20)]
    assert sum(await asyncio.gather(*asked)) == 30


async def test_each_day_knows_a_conversation_under_another_name(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    reporter = somebody()
    names: list[set[bytes]] = []
    for _ in range(2):
        await desk.report(reporter)
        files = [path.read_bytes() for path in (tmp_path / "run").glob("budget-*")]
        names.append({mark for mark in files if len(mark) == 16})
        clock.moment += timedelta(days=1)
    assert len(names[0]) == 1
    assert len(names[1] - names[0]) == 1


def test_the_setting_is_what_everybody_shares_and_half_of_it_comes_on_top_for_the_new() -> None:
    assert reports(120) == Limits(each=3, shared=120, kept=60)
    assert reports(1).kept == 1


def test_a_source_does_not_print_its_conversation() -> None:
    assert "row" not in repr(somebody())

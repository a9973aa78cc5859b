"""One lane in order, lanes side by side, never more at once than allowed."""

import asyncio

import pytest

from bot.channels.telegram.lanes import Lanes

pytestmark = pytest.mark.anyio


async def test_a_lane_keeps_its_order_while_others_overtake_it() -> None:
    done: list[str] = []
    gate = asyncio.Event()

    async def work(item: str) -> None:
        if item == "a1":
            await gate.wait()
        done.append(item)

    lanes = Lanes(work)
    first = [lanes.put(1, item) for item in ("a1", "a2")]
    other = lanes.put(2, "b1")
    assert other is not None
    await other
    assert done == ["b1"]
    gate.set()
    await asyncio.gather(*(one for one in first if one))
    assert done == ["b1", "a1", "a2"]


async def test_no_more_work_at_once_than_allowed() -> None:
    busy = most = 0

    async def work(item: int) -> None:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0)
        busy -= 1

    lanes = Lanes(work, at_once=3)
    await asyncio.gather(*(one for one in [lanes.put(number, number) for number in range(20)] if one))
    assert most == 3


async def test_a_full_lane_takes_nothing_more_and_others_still_do() -> None:
    gate = asyncio.Event()

    async def work(item: int) -> None:
        await gate.wait()

    lanes = Lanes(work, depth=2)
    assert [lanes.put(1, number) is not None for number in range(4)] == [True, True, False, False]
    assert lanes.put(2, 0) is not None
    gate.set()
    await lanes.close(1)


async def test_closing_lets_work_end_and_stops_what_hangs() -> None:
    ended: list[int] = []

    async def work(item: int) -> None:
        await asyncio.sleep(0 if item == 1 else 60)
        ended.append(item)

    lanes = Lanes(work)
    _, _, waiting = lanes.put(1, 1), lanes.put(2, 2), lanes.put(2, 3)
    await lanes.close(0.05)
    assert ended == [1]
    assert waiting is not None
    assert waiting.cancelled()
    assert lanes.put(2, 1) is not None
    await lanes.close(1)
    assert ended == [1, 1]

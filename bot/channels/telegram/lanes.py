"""One chat in order, many chats side by side.

Each chat that has work has one task; a semaphore bounds how many work at once. A chat that waits (for a flood limit or
a slow look-up) holds up nobody but itself, because waiting chats beyond the bound only wait for a free place.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Lanes(Generic[Item]):
    """`work(item)` is called once for each item, for one lane in the order of `put`, never twice at a time.

    `work` must not raise. `at_once` lanes work at a time; one lane holds at most `depth` waiting items, all of them
    together `total`.
    """

    def __init__(
        self, work: Callable[[Item], Awaitable[None]], at_once: int = 32, depth: int = 50, total: int = 10_000
    ) -> None:
        self._work = work
        self._places = asyncio.Semaphore(at_once)
        self._depth = depth
        self._total = total
        self._waiting: dict[int, deque[tuple[Item, asyncio.Future[None]]]] = {}
        self._count = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, lane: int, item: Item) -> asyncio.Future[None] | None:
        """Queue an item; the future is done when it has been worked on. None where the lane, or all, are full."""
        waiting = self._waiting.get(lane)
        if self._count >= self._total or (waiting is not None and len(waiting) >= self._depth):
            return None
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        if waiting is not None:
            waiting.append((item, done))
            return done
        self._waiting[lane] = deque([(item, done)])
        task = asyncio.create_task(self._run(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return done

    async def _run(self, lane: int) -> None:
        waiting = self._waiting[lane]
        try:
            while waiting:
                async with self._places:
                    item, done = waiting.popleft()
                    self._count -= 1
                    try:
                        await self._work(item)
                    finally:
                        if not done.done():
                            done.set_result(None)
        finally:
            del self._waiting[lane]
            self._count -= len(waiting)
            for _, done in waiting:
                done.cancel()

    async def close(self, seconds: float) -> None:
        """Let what has begun or waits end within `seconds`, then stop the rest."""
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

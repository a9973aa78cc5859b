"""Measures a queue page at 1,000 and at 100,000 leads: `python -m bench.queue [--postgres URL]`.

The promise: for every order and filter offered, p99 stays under 50 ms and grows by less than half. Each line is the
time of the use case as the staff site runs it: one unit of work, one page of 50 rows from a random place.
`--postgres` names an empty database, which is filled.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from statistics import quantiles
from typing import Final

from bench.queue_data import FIRST_HOUR, READER, STATES, TODAY, UNITS, fill
from storage.database import make_engine
from storage.migrate import upgrade
from storage.queue_shapes import Cursor, Order, QueueFilter
from storage.unit_of_work import Ledger

SIZES: Final = (1_000, 100_000)
ALL: Final = tuple(UNITS)
CASES: Final[dict[str, tuple[tuple[str, ...], Order, QueueFilter]]] = {
    "newest": (("office",), "newest", QueueFilter()),
    "oldest": (("office",), "oldest", QueueFilter()),
    "due": (("office",), "due", QueueFilter()),
    "newest, three units": (ALL, "newest", QueueFilter()),
    "due, three units": (ALL, "due", QueueFilter()),
    "newest, small unit": (("township",), "newest", QueueFilter()),
    "due, small unit": (("township",), "due", QueueFilter()),
    "closed, newest": (("office",), "newest", QueueFilter(states=("closed",))),
    "assigned, due": (("office",), "due", QueueFilter(states=("assigned",))),
    "all open states, due": (("office",), "due", QueueFilter(states=STATES)),
    "all open states, due, three units": (ALL, "due", QueueFilter(states=STATES)),
    "category, newest": (("office",), "newest", QueueFilter(category="village")),
    "category, due": (("office",), "due", QueueFilter(category="village")),
    "area, newest": (("office",), "newest", QueueFilter(area="area-3")),
    "area, due": (("office",), "due", QueueFilter(area="area-3")),
    "area and category, newest": (("office",), "newest", QueueFilter(area="area-3", category="village")),
    "unit, newest": (("office",), "newest", QueueFilter(owner="police")),
    "unread, newest": (("office",), "newest", QueueFilter(unread=True)),
    "unread, due, three units": (ALL, "due", QueueFilter(unread=True)),
}


async def p99(act: Callable[[], Awaitable[object]], rounds: int) -> float:
    """Milliseconds that 99 of 100 runs stay under."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        await act()
        times.append((time.perf_counter() - start) * 1000)
    return quantiles(times, n=100)[98]


async def measure(url: str, leads: int, rounds: int) -> dict[str, float]:
    """Fills an empty database and times every case."""
    await upgrade(url, "ledger")
    engine = make_engine(url)
    ledger = Ledger(engine)
    await fill(engine, leads)
    if engine.dialect.name == "postgresql":
        async with engine.connect() as connection:
            await connection.exec_driver_sql("ANALYZE")
    found = {}
    for name, (units, order, wanted) in CASES.items():
        act = _page(ledger, units, order, wanted)
        await p99(act, 5)
        found[name] = await p99(act, rounds)
    found["counts of every state, unread, overdue"] = await p99(_counts(ledger), rounds)
    found["one lead by its number"] = await p99(_number(ledger, leads), rounds)
    await engine.dispose()
    return found


def _page(ledger: Ledger, units: tuple[str, ...], order: Order, wanted: QueueFilter) -> Callable[[], Awaitable[object]]:
    async def act() -> None:
        start = None
        if order != "due" and random.random() < 0.8:
            hour = FIRST_HOUR.replace(year=random.randrange(2020, 2027), month=random.randrange(1, 13))
            start = Cursor(hour, random.randbytes(16))
        async with ledger.read() as work:
            await work.queue.page(units, READER, order, wanted, start)

    return act


def _counts(ledger: Ledger) -> Callable[[], Awaitable[object]]:
    async def act() -> None:
        async with ledger.read() as work:
            await work.queue.counts(ALL, READER, (*STATES, "closed"), TODAY)

    return act


def _number(ledger: Ledger, leads: int) -> Callable[[], Awaitable[object]]:
    async def act() -> None:
        async with ledger.read() as work:
            await work.leads.id_of_number(str(10_000_000 + random.randrange(leads)), ("office",))

    return act


async def main() -> int:
    """Prints a line a case; the exit code says whether the promise holds."""
    parser = argparse.ArgumentParser(description="Times queue pages at two sizes.")
    parser.add_argument("--postgres", nargs=2, metavar="URL", help="two empty databases, one a size")
    parser.add_argument("--rounds", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        urls = options.postgres or [f"sqlite:///{folder}/{leads}.db" for leads in SIZES]
        small, large = [await measure(url, leads, options.rounds) for url, leads in zip(urls, SIZES, strict=True)]
    broken = 0
    print(f"{'p99 in ms':<42}{SIZES[0]:>10,}{SIZES[1]:>10,}{'growth':>10}")
    for name in small:
        growth = large[name] / small[name]
        holds = large[name] < 50 and growth < 1.5
        broken += not holds
        print(f"{name:<42}{small[name]:>10.1f}{large[name]:>10.1f}{growth:>9.2f}x{'' if holds else '  <-'}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

"""Measures a queue page at 1,000 and at 100,000 leads: `python -m bench.queue [--postgres URL]`.

The promise: for every order and filter offered, p99 stays under 50 ms and grows by less than half. Each line is the
time of the use case as the staff site runs it: one unit of work, one page of 50 rows from a random place.
`--postgres` names an empty database, which is filled.
"""

import argparse
import asyncio
import gc
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
WARM_UP: Final = 10
Act = Callable[[], Awaitable[object]]
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
    "overdue": (("office",), "due", QueueFilter(due_before=TODAY)),
    "category, newest": (("office",), "newest", QueueFilter(category="village")),
    "category, due": (("office",), "due", QueueFilter(category="village")),
    "area, newest": (("office",), "newest", QueueFilter(area="area-3")),
    "area, due": (("office",), "due", QueueFilter(area="area-3")),
    "area and category, newest": (("office",), "newest", QueueFilter(area="area-3", category="village")),
    "unit, newest": (("office",), "newest", QueueFilter(owner="police")),
    "unread, newest": (("office",), "newest", QueueFilter(unread=True)),
    "unread, due, three units": (ALL, "due", QueueFilter(unread=True)),
}


def p99(times: list[float]) -> float:
    """What 99 of 100 runs stay under."""
    return quantiles(times, n=100)[98]


async def opened(url: str, leads: int) -> Ledger:
    """A filled ledger at an empty database."""
    await upgrade(url, "ledger")
    engine = make_engine(url)
    await fill(engine, leads)
    if engine.dialect.name == "postgresql":
        async with engine.connect() as connection:
            await connection.exec_driver_sql("ANALYZE")
    return Ledger(engine)


async def compare(acts: list[Act], rounds: int) -> list[float]:
    """p99 of each act in milliseconds, run in turns, so that a busy machine slows all of them alike."""
    times: list[list[float]] = [[] for _ in acts]
    for number in range(rounds + WARM_UP):
        for act, measured in zip(acts, times, strict=True):
            start = time.perf_counter()
            await act()
            if number >= WARM_UP:
                measured.append((time.perf_counter() - start) * 1000)
    return [p99(measured) for measured in times]


def _page(ledger: Ledger, units: tuple[str, ...], order: Order, wanted: QueueFilter) -> Act:
    async def act() -> None:
        start = None
        if order != "due" and random.random() < 0.8:
            hour = FIRST_HOUR.replace(year=random.randrange(2020, 2027), month=random.randrange(1, 13))
            start = Cursor(hour, random.randbytes(16))
        async with ledger.read() as work:
            await work.queue.page(units, READER, order, wanted, start)

    return act


def _counts(ledger: Ledger) -> Act:
    async def act() -> None:
        async with ledger.read() as work:
            await work.queue.counts(ALL, READER, (*STATES, "closed"), TODAY)

    return act


def _number(ledger: Ledger, leads: int) -> Act:
    async def act() -> None:
        async with ledger.read() as work:
            await work.leads.id_of_number(str(10_000_000 + random.randrange(leads)), ("office",), None)

    return act


async def main() -> int:
    """The exit code says whether the promise holds."""
    parser = argparse.ArgumentParser(description="Times queue pages at two sizes.")
    parser.add_argument("--postgres", nargs=2, metavar="URL", help="two empty databases, one a size")
    parser.add_argument("--rounds", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        urls = options.postgres or [f"sqlite:///{folder}/{leads}.db" for leads in SIZES]
        ledgers = [await opened(url, leads) for url, leads in zip(urls, SIZES, strict=True)]
        # A collection of everything imported takes 70 ms now and then; a server does this once after its start.
        gc.collect()
        gc.freeze()
        broken = await report(ledgers, options.rounds)
        for ledger in ledgers:
            await ledger.engine.dispose()
    return 1 if broken else 0


async def report(ledgers: list[Ledger], rounds: int) -> int:
    """Prints a line a case; returns how many break the promise."""
    cases = {name: [_page(ledger, *case) for ledger in ledgers] for name, case in CASES.items()}
    cases["counts of every state, unread, overdue"] = [_counts(ledger) for ledger in ledgers]
    cases["one lead by its number"] = [_number(ledger, leads) for ledger, leads in zip(ledgers, SIZES, strict=True)]
    broken = 0
    print(f"{'p99 in ms':<42}{SIZES[0]:>10,}{SIZES[1]:>10,}{'growth':>10}")
    for name, acts in cases.items():
        small, large = await compare(acts, rounds)
        holds = large < 50 and large / small < 1.5
        broken += not holds
        print(f"{name:<42}{small:>10.1f}{large:>10.1f}{large / small:>9.2f}x{'' if holds else '  <-'}", flush=True)
    return broken


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

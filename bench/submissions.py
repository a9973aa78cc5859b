"""The last POST of a report: how many a second, and whether a health probe still answers meanwhile.

Both hosts run as real processes, apart; the load runs on the same cores. Drafts are walked up to the review page first;
what that costs is told beside. `XIANSUO_BENCH=1` turns the receipt's stretching down, to show what it costs.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.probe import probing
from tests.citizen import Citizen
from tests.hosts import Hosts, found_office, hosts


@dataclass(frozen=True)
class Measured:
    """Rates in posts a second, times in milliseconds."""

    clients: int
    rate: float
    post_p50: float
    post_p99: float
    probe_p99: float
    errors: int
    dialog_ms: float


async def measure(both: Hosts, clients: int, reports: int) -> Measured:
    """Prepare `reports` drafts, then send their last posts from `clients` at a time."""
    citizens = [Citizen.at(both.bot.url) for _ in range(reports)]
    began = time.perf_counter()
    await _in_turns(citizens, clients, lambda citizen: citizen.walk("review"))
    dialog_ms = (time.perf_counter() - began) / reports * 1000
    times: list[float] = []
    errors = 0

    async def submit(citizen: Citizen) -> None:
        nonlocal errors
        start = time.perf_counter()
        answer = await citizen.post("review", action="submit")
        times.append((time.perf_counter() - start) * 1000)
        errors += answer.status_code != 303

    async with probing(int(both.bot.environment["XIANSUO_PORT"])) as probes:
        began = time.perf_counter()
        await _in_turns(citizens, clients, submit)
        rate = reports / (time.perf_counter() - began)
    for citizen in citizens:
        page = await citizen.look()
        errors += page.step != "receipt"
        await citizen.http.aclose()
    return Measured(clients, rate, _at(times, 0.5), _at(times, 0.99), _at(probes, 0.99), errors, dialog_ms)


async def _in_turns(
    citizens: Sequence[Citizen], clients: int, act: Callable[[Citizen], Awaitable[object]]
) -> None:
    waiting = iter(citizens)

    async def worker() -> None:
        for citizen in waiting:
            await act(citizen)

    await asyncio.gather(*(worker() for _ in range(clients)))


def _at(times: Sequence[float], share: float) -> float:
    if len(times) < 2:
        return times[0]
    return statistics.quantiles(times, n=1000)[int(share * 1000) - 1]


async def run(reports: int) -> None:
    """Print one line a run."""
    print(f"{'stretching':<12}{'clients':>8}{'posts/s':>9}{'p50 ms':>8}{'p99 ms':>8}{'probe p99':>11}{'errors':>8}"
          f"{'dialog before, ms':>19}")  # fmt: skip
    with TemporaryDirectory() as name:
        founded = await found_office(Path(name))
        for label, given in (("as designed", {}), ("turned down", {"XIANSUO_BENCH": "1"})):
            with hosts(Path(name), founded, **given) as both:
                both.admin.start()
                both.bot.start()
                for clients in (8, 32):
                    one = await measure(both, clients, reports)
                    print(f"{label:<12}{one.clients:>8}{one.rate:>9.1f}{one.post_p50:>8.0f}{one.post_p99:>8.0f}"
                          f"{one.probe_p99:>11.0f}{one.errors:>8}{one.dialog_ms:>19.0f}", flush=True)  # fmt: skip


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=200)
    asyncio.run(run(parser.parse_args().reports))


if __name__ == "__main__":
    main()

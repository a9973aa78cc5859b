"""What a member of staff costs: CPU of a sign-in, and of a lead's page after it.

The whole process is counted, the stretching's threads too, so a busy machine changes little. The page is opened through
the staff site's whole stack by its own handler, story, thread and access entry included.
"""

import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

from admin.services import Services
from admin.setup.founding import found
from admin.sign_in.attempt import Attempt, sign_in
from kit import clock
from storage.migrate import upgrade
from storage.report import Identity
from storage.vault.thread import FollowUpKind
from tests.admin.desk import Desk
from tests.admin.offices import plan, services_in, settings_of

ROUNDS = 30
REPORTER = Identity(name="测试人", phone="13800001111")


@dataclass(frozen=True)
class Goal:
    """A measured act and its most, in seconds of CPU."""

    name: str
    most: float
    rounds: int


SIGN_IN, PAGE = Goal("sign-in", 0.5, 8), Goal("a lead's page", 0.030, ROUNDS)


async def cpu_of(goal: Goal, act: Callable[[int], Awaitable[object]]) -> bool:
    """Print the median and the worst; the first round warms up and does not count."""
    used = []
    for number in range(goal.rounds + 1):
        begin = time.process_time()
        await act(number)
        used.append(time.process_time() - begin)
    middle = median(used[1:])
    good = middle < goal.most
    print(f"{goal.name:<16}{middle * 1000:>8.1f} ms CPU, worst {max(used[1:]) * 1000:.1f} ms "
          f"(goal {goal.most * 1000:.0f} ms){'' if good else '  <-'}", flush=True)  # fmt: skip
    return good


async def measure(services: Services) -> bool:
    """Both, by a member of the office."""
    founded = await found(services, plan(), clock.now())
    desk, wang, start = Desk(services, founded), founded.people["wang"], clock.now()
    filed = await desk.file(identity=REPORTER)
    for number in range(5):
        await desk.write(filed, f"补充第{number}条。", FollowUpKind.FACTS)

    async def comes_in(number: int) -> None:
        # Each code is good once, so every round has its own half minute.
        at = start + timedelta(seconds=30 * number)
        await sign_in(services, Attempt("wang", wang.password, wang.code(at)), at)

    signing_in = await cpu_of(SIGN_IN, comes_in)
    browser = await desk.browser("wang")
    gc.collect()
    gc.freeze()
    return await cpu_of(PAGE, lambda number: browser.open(f"/admin/leads/{filed.number}")) and signing_in


async def main() -> int:
    """The exit code says whether both goals hold."""
    with tempfile.TemporaryDirectory() as name:
        await upgrade(settings_of(Path(name)).database_url, "ledger")
        async with services_in(Path(name)) as services:
            return 0 if await measure(services) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

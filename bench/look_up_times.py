"""Whether time tells what an answer hides: `python -m bench.look_up_times [--requests 1000]`.

Both hosts run as real processes; the kinds of request take turns in random order. Three doors:

- the web chat's look-up, and the API's behind it: receipts of a report, of one from which units are excluded (hidden),
  and of none;
- the staff site, as a member of an excluded unit: the number of a hidden report, and one that does not exist.

Goal: medians differ by under 1 ms inside. At the web chat they are told only: there a found report is a redirect and an
unknown receipt a page, so whoever asks sees which it is. The stretching of receipts is turned down: it is the same for
all and would only add noise. Look-ups have a budget (900 a minute for new conversations): the web chat is asked slowly.
"""

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from admin.services import open_services
from admin.setup.founding import Founded
from kit import clock, secretfile
from storage.vault.receipt import Receipt, StretchParameters
from tests.citizen import SHORTEST, Citizen
from tests.hosts import Hosts, found_office, hosts

GOAL_MS = 1.0
PACE_SECONDS = 0.08
EXCLUDING = {**SHORTEST, "avoid_units": {"values": ["police", "office"], "action": "next"}}
LONGEST_TRIES = 50
BENCH = (8, 1)
"""Memory (KiB) and passes, as `XIANSUO_BENCH=1` sets them."""
Ask = Callable[[], Awaitable[float]]


async def file_reports(both: Hosts) -> dict[str, Receipt]:
    """One report of each kind, delivered; and a receipt that nobody has."""
    receipts = {"known": await Citizen.at(both.bot.url).file()}
    receipts["hidden"] = await Citizen.at(both.bot.url).file("涉及本单位的事。", EXCLUDING)
    receipts["unknown"] = Receipt.generate()
    for kind in ("known", "hidden"):
        for _ in range(LONGEST_TRIES):
            page = await Citizen.at(both.bot.url).look_up(receipts[kind])
            if page.step == "progress" and "正在送达" not in page.words:
                break
            await asyncio.sleep(0.2)
        else:
            raise RuntimeError(f"the {kind} report never arrived: {page.words[:200]}")
    return receipts


async def at_the_chat(both: Hosts, receipt: Receipt) -> float:
    """One look-up by somebody new, in milliseconds."""
    citizen = Citizen.at(both.bot.url)
    async with citizen.http:
        await citizen.post("menu", press="track")
        began = time.perf_counter()
        answer = await citizen.post("track", text=receipt.reveal(), action="next")
        took = (time.perf_counter() - began) * 1000
    if answer.status_code not in (303, 422):
        raise RuntimeError(f"the web chat answers {answer.status_code}")
    await asyncio.sleep(max(0.0, PACE_SECONDS - took / 1000))
    return took


async def at_the_api(client: httpx.AsyncClient, lookup_id: bytes) -> float:
    """One look-up as the bot asks for it."""
    began = time.perf_counter()
    answer = await client.post("/api/v1/threads/look-up", json={"lookup_id": lookup_id.hex()})
    answer.raise_for_status()
    return (time.perf_counter() - began) * 1000


async def at_the_desk(client: httpx.AsyncClient, number: str) -> float:
    """One page that must not exist for this officer."""
    began = time.perf_counter()
    answer = await client.get(f"/admin/leads/{number}")
    if answer.status_code != 404:
        raise RuntimeError(f"the staff site answers {answer.status_code}")
    return (time.perf_counter() - began) * 1000


async def compare(door: str, kinds: Mapping[str, Ask], requests: int, goal: float = GOAL_MS) -> None:
    """Ask in random order; print a line a kind and, where there is a goal, whether the medians meet it."""
    order = [kind for kind in kinds for _ in range(requests // len(kinds) + 1)]
    random.Random(1).shuffle(order)
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    for kind in kinds:
        await kinds[kind]()
    for kind in order:
        times[kind].append(await kinds[kind]())
    for kind, taken in times.items():
        middle, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
        print(f"{door:<14}{kind:<10}median {middle:>7.2f} ms   p99 {p99:>7.2f} ms   {len(taken)} requests")
    medians = [statistics.median(taken) for taken in times.values()]
    apart = max(medians) - min(medians)
    verdict = f": {'met' if apart < goal else 'missed'}" if goal else ""
    print(f"{door:<14}apart by {apart:.2f} ms{verdict}", flush=True)


async def sign_in(client: httpx.AsyncClient, founded: Founded, login: str) -> None:
    """Make it a member's browser."""
    who = founded.people[login]
    fields = {"login": login, "password": who.password.reveal(), "code": who.code(clock.now())}
    answer = await client.post("/admin/sign-in", data=fields)
    if answer.status_code != 303:
        raise RuntimeError(f"signing in is answered {answer.status_code}")


def inside(both: Hosts, **headers: str) -> httpx.AsyncClient:
    """Somebody who reaches the inside host."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.AsyncClient(base_url=both.admin.url, headers=named, trust_env=False)


async def number_of(both: Hosts, lookup_id: bytes) -> str:
    """The number under which the office keeps a report."""
    async with open_services(both.admin_settings()) as services, services.ledger.read() as work:
        return (await work.thread.lead_of(lookup_id)).number


async def run(requests: int) -> None:
    """All three doors."""
    with TemporaryDirectory() as name:
        founded = await found_office(Path(name))
        with hosts(Path(name), founded, XIANSUO_BENCH="1") as both:
            both.admin.start()
            both.bot.start()
            receipts = await file_reports(both)
            parameters = StretchParameters(founded.policy.document.receipt.stretch().salt, *BENCH)
            ids = {kind: receipt.keys(parameters).lookup_id for kind, receipt in receipts.items()}
            token = secretfile.read(both.inside / "keys" / "service.token").hex()
            numbers = {"hidden": await number_of(both, ids["hidden"]), "unknown": "10000000"}
            async with inside(both, Sec_Fetch_Site="same-origin") as desk:
                await sign_in(desk, founded, "li")
                pages = {kind: partial(at_the_desk, desk, one) for kind, one in numbers.items()}
                await compare("staff site", pages, requests)
            async with inside(both, Authorization=f"Bearer {token}") as api:
                threads = {kind: partial(at_the_api, api, one) for kind, one in ids.items()}
                await compare("API", threads, requests)
            chats = {kind: partial(at_the_chat, both, one) for kind, one in receipts.items()}
            await compare("web chat", chats, requests, goal=0)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=1000)
    asyncio.run(run(parser.parse_args().requests))


if __name__ == "__main__":
    main()

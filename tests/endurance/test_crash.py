"""Both hosts are killed at random points while people report: who was told 已提交 is in the ledger, and once."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from storage.vault.receipt import Receipt
from tests.citizen import Citizen, NotShown
from tests.endurance.ledgers import all_stored, lookup_ids
from tests.hosts import Host, Hosts

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(600)]

REPORTS = 200
REPORTERS = 8
KILLS = 6


async def test_every_report_told_submitted_is_in_the_ledger_once_though_both_hosts_are_killed(both: Hosts) -> None:
    told: list[Receipt] = []
    left = iter(range(REPORTS))
    reporting = [asyncio.create_task(keep_reporting(both, left, told)) for _ in range(REPORTERS)]
    kills = await kill_while(both, reporting)
    await asyncio.gather(*reporting)
    wanted = await lookup_ids(told, both.founded.policy)
    found = await all_stored(both, wanted)
    assert len(told) == REPORTS
    assert kills == KILLS, "the hosts were hardly killed: this run proves nothing"
    assert set(wanted) <= set(found)
    assert max(Counter(found).values()) == 1
    assert len(found) == REPORTS


async def keep_reporting(both: Hosts, left: Iterator[int], told: list[Receipt]) -> None:
    """File reports until none is left; whatever breaks is tried again from the page that is shown."""
    for number in left:
        citizen = Citizen.at(both.bot.url)
        async with citizen.http:
            receipt = await file_patiently(citizen, f"试填第 {number} 条：桥头有人收过路费。")
        told.append(receipt)


async def file_patiently(citizen: Citizen, story: str) -> Receipt:
    """As a person would: the page is gone, so it is opened again until it comes back."""
    while True:
        try:
            return await citizen.file(story)
        except (httpx.HTTPError, NotShown):
            await asyncio.sleep(0.05)


async def kill_while(both: Hosts, reporting: list[asyncio.Task[None]]) -> int:
    """Kill and restart one host or the other at random moments, while people report."""
    draw, kills = random.Random(20260501), 0
    while kills < KILLS and not all(task.done() for task in reporting):
        await asyncio.sleep(draw.uniform(0.2, 1.5))
        victim: Host = draw.choice((both.bot, both.admin))
        await asyncio.to_thread(victim.kill)
        kills += 1
        await asyncio.to_thread(victim.start)
        await asyncio.sleep(draw.uniform(0.5, 1.5))
    return kills

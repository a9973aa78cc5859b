"""A rotation of 100,000 grants: the signed-in CPU that members' requests spend until everything is sealed anew.

    python -m bench.rotation [--grants 100000] [--postgres URL]

The product's own slices on a real ledger: each reads its rows, opens and seals them in the pool and writes them in a
transaction of its own. CPU time of the whole process, so a busy machine changes little. `--postgres` takes an empty
database.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from admin.services import Services
from admin.setup.founding import found
from admin.setup.resealing import run
from bench.queue_data import CHUNK
from kit import clock
from storage.database import MODE
from storage.migrate import upgrade
from storage.tables.ledger import NO_DUE_DAY, Grant, Lead
from storage.vault.binding import new_id
from storage.vault.lead import LeadKeys, UnitKey
from tests.admin.offices import plan, services_in, settings_of
from tests.admin.rotations import prepare, publish

UNIT = "police"
GOAL = 120.0
"""Seconds of CPU for 100,000 grants."""


async def fill(engine: AsyncEngine, unit: UnitKey, grants: int) -> None:
    """So many leads of one unit. Only what a rotation reads is genuine: the grants."""
    now = clock.hour_of(clock.now())
    for start in range(0, grants, CHUNK):
        leads, rows = [], []
        for number in range(start, min(start + CHUNK, grants)):
            keys = LeadKeys.generate(new_id())
            sealed = os.urandom(32)
            leads.append({
                "id": keys.lead_id, "number": str(10_000_000 + number), "lookup_id": os.urandom(32),
                "commitment": sealed, "policy_version": 1, "received_hour": now, "restricted": False,
                "state": "received", "unit_id": unit.unit, "lead_public": sealed, "receipt_key": sealed,
                "card": sealed, "content": sealed,
            })  # fmt: skip
            rows.append({
                "lead_id": keys.lead_id, "unit_id": unit.unit, "epoch": unit.epoch, "state": "received",
                "received_hour": now, "due_key": NO_DUE_DAY, "owner_id": unit.unit,
                "sealed": keys.grant_to(unit).sealed,
            })  # fmt: skip
        async with engine.execution_options(**{MODE: "write"}).begin() as connection:
            await connection.execute(insert(Lead), leads)
            await connection.execute(insert(Grant), rows)


async def measure(services: Services, grants: int) -> bool:
    """Found, fill, rotate; prints one line and says whether the goal holds."""
    founded = await found(services, plan(), clock.now())
    named = founded.policy.document.find(UNIT)
    assert named is not None
    await fill(services.ledger.engine, UnitKey(UNIT, 1, named.current.public), grants)
    await prepare(services, await founded.acting(services, "li"), UNIT)
    founded = replace(founded, policy=await publish(services, founded))
    signed = await founded.acting(services, "li")
    begin, used, requests = time.perf_counter(), time.process_time(), 0
    done = await run(services, signed, UNIT, clock.now())
    while done.left:
        requests += 1
        done = await run(services, signed, UNIT, clock.now())
    wall, cpu = time.perf_counter() - begin, time.process_time() - used
    async with services.ledger.engine.connect() as connection:
        epochs = set((await connection.scalars(select(Grant.epoch).distinct())).all())
    assert epochs == {2}, epochs
    goal = GOAL * grants / 100_000
    print(
        f"{services.ledger.engine.dialect.name}: {grants:,} grants in {requests + 1} requests of two seconds: "
        f"{cpu:.1f} s CPU, {wall:.1f} s{'' if cpu < goal else '  <-'} (goal {goal:.0f} s CPU)",
        flush=True,
    )
    return cpu < goal


async def main() -> int:
    """The exit code says whether the goal holds."""
    parser = argparse.ArgumentParser(description="Times a rotation of many grants.")
    parser.add_argument("--grants", type=int, default=100_000)
    parser.add_argument("--postgres", metavar="URL", help="an empty database")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        given = {"admin_database_url": options.postgres} if options.postgres else {}
        await upgrade(settings_of(Path(name), **given).database_url, "ledger")
        async with services_in(Path(name), **given) as services:
            return 0 if await measure(services, options.grants) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

"""A rotation on PostgreSQL, with two members at one instant and a request that is cut off."""

import asyncio

import pytest

from admin.services import Services
from admin.setup import resealing
from admin.setup.founding import found
from kit import clock
from storage.errors import AlreadyDone, StaleVersion
from storage.vault.lead import LeadKeys, SealedFor
from tests.admin.desk import Desk
from tests.admin.offices import plan
from tests.admin.rotations import prepare, publish

pytestmark = [pytest.mark.anyio, pytest.mark.needs_postgres]


async def test_two_prepare_and_two_reseal_at_one_instant_and_one_is_cut_off(on_postgres: Services) -> None:
    services = on_postgres
    founded = await found(services, plan(), clock.now())
    desk = Desk(services, founded)
    for _ in range(2 * resealing.SLICE + 11):
        await desk.file()
    both = [await founded.acting(services, login) for login in ("wang", "root")]
    told = await asyncio.gather(*(prepare(services, one, "office") for one in both), return_exceptions=True)
    assert [one for one in told if isinstance(one, int)] == [2]
    assert any(isinstance(one, AlreadyDone | StaleVersion) for one in told)
    await publish(services, founded, ("wang" if told[0] == 2 else "root", "bao"))

    both = [await founded.acting(services, login) for login in ("wang", "root")]
    cut = asyncio.create_task(resealing.run(services, both[0], "office", clock.now(), patience=60))
    # Cut off wherever it may be by then: what follows holds for every place.
    await asyncio.sleep(0.05)
    cut.cancel()
    await asyncio.gather(cut, return_exceptions=True)
    async with services.ledger.read() as work:
        behind = await work.grants.count_behind("office", 2)
    done = await asyncio.gather(*(resealing.run(services, one, "office", clock.now(), patience=60) for one in both))
    assert sum(one.moved for one in done) == behind
    pair = both[0].keyring.unit_pair("office", 2)
    async with services.ledger.read() as work:
        rows = await work.grants.behind("office", 99, limit=1000)
    assert {row.epoch for row in rows} == {2}
    for row in rows:
        LeadKeys.from_grant(row.lead_id, SealedFor("office", 2, row.sealed), pair)

"""The last two members of a unit renew their keys at one instant, on PostgreSQL: somebody still opens it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin.services import Services
from admin.setup.founding import found
from kit import clock
from storage.migrate import upgrade
from tests.admin.desk import Desk
from tests.admin.offices import plan, services_in
from tests.admin.sign_in.test_renew_key import renew

pytestmark = [pytest.mark.anyio, pytest.mark.needs_postgres]


@pytest.fixture
async def on_postgres(tmp_path: Path, fresh_postgres_url: str) -> AsyncIterator[Services]:
    await upgrade(fresh_postgres_url, "ledger")
    async with services_in(tmp_path, admin_database_url=fresh_postgres_url) as services:
        yield services


async def test_of_two_at_one_instant_one_takes_the_unit_along(on_postgres: Services) -> None:
    desk = Desk(on_postgres, await found(on_postgres, plan(), clock.now()))
    both = await asyncio.gather(renew(desk, "wang"), renew(desk, "root"))
    units = []
    for login, one in zip(("wang", "root"), both, strict=True):
        signed = await one.founded.acting(on_postgres, login)
        units.append(signed.member.units)
        if signed.member.units:
            signed.keyring.unit_pair("office", 1)
            signed.keyring.unit_pair("office", 2)
    assert sorted(units) == [(), ("office",)]

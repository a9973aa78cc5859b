"""The same on PostgreSQL, where several may act at one instant."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin.setup.founding import found
from kit import clock
from storage.migrate import upgrade
from tests.admin.desk import Desk
from tests.admin.identity.parties import PERSON, Parties
from tests.admin.offices import plan, services_in

pytestmark = [pytest.mark.anyio, pytest.mark.needs_postgres]


@pytest.fixture
async def parties(tmp_path: Path, fresh_postgres_url: str) -> AsyncIterator[Parties]:
    await upgrade(fresh_postgres_url, "ledger")
    async with services_in(tmp_path, admin_database_url=fresh_postgres_url) as services:
        desk = Desk(services, await found(services, plan(), clock.now()))
        filed = await desk.file(identity=PERSON)
        yield Parties(desk, filed, await desk.browser("li"), await desk.browser("bao"), await desk.browser("guan"))


async def test_of_custodians_and_browsers_at_one_instant_one_decides_and_one_sees(parties: Parties) -> None:
    await parties.ask()
    request = await parties.request()
    path = f"/admin/custody/requests/{request.id.hex()}"
    browsers = [(await parties.desk.browser(who), who) for who in ("bao", "guan", "bao", "guan")]
    answers = await asyncio.gather(
        *(
            browser.http.post(f"{path}/{act}", data={"password": parties.password(who), "why": "理由不足"})
            for (browser, who), act in zip(browsers, ("approve", "approve", "approve", "refuse"), strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    if (await parties.request()).state == "refused":
        await parties.ask()
        await parties.decide("approve")
    path = f"{parties.page}/requests/{(await parties.request()).id.hex()}/reveal"
    looking = [await parties.desk.browser("li") for _ in range(4)]
    data = {"password": parties.password("li")}
    seen = await asyncio.gather(*(browser.http.post(path, data=data) for browser in looking))
    assert sorted(answer.status_code for answer in seen) == [200, 409, 409, 409]
    assert sum(PERSON.name in answer.text for answer in seen) == 1
    assert (await parties.desk.kinds(parties.filed.lead_id)).count("identity_opened") == 1


async def test_a_call_back_ends_once(parties: Parties) -> None:
    await parties.ask_to_call()
    await parties.open_call()
    path = f"/admin/custody/calls/{(await parties.call()).id.hex()}/result"
    browsers = [await parties.desk.browser("bao") for _ in range(4)]
    answers = await asyncio.gather(
        *(
            browser.http.post(path, data={"password": parties.password("bao"), "outcome": outcome})
            for browser, outcome in zip(browsers, ("verified", "denied", "verified", "denied"), strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert "结果未能核实" not in await parties.li.open(parties.page)

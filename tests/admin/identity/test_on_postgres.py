"""The same on PostgreSQL, where several may act at one instant."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path

import pytest

from admin.identity import asking, calling, deciding
from admin.setup.founding import found
from kit import clock
from storage.migrate import upgrade
from storage.report import Identity
from storage.vault.call_back import Outcome
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


async def test_of_two_custodians_at_one_instant_one_decides(parties: Parties) -> None:
    await parties.ask()
    path = f"/admin/custody/requests/{(await parties.request()).id.hex()}/approve"
    answers = await asyncio.gather(
        *(
            browser.http.post(path, data={"password": parties.password(who)})
            for browser, who in ((parties.bao, "bao"), (parties.guan, "guan"))
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert (await parties.desk.kinds(parties.filed.lead_id)).count("identity_approved") == 1
    assert PERSON.name in await parties.reveal()


async def test_approving_and_refusing_at_one_instant_leave_one_decision(parties: Parties) -> None:
    await parties.ask()
    request, services = await parties.request(), parties.desk.services
    bao, guan = await parties.opened("bao"), await parties.opened("guan")
    acts: list[Coroutine[object, object, object]] = [
        deciding.approve(services, one, request.id, clock.now()) for one in (bao, guan, bao)
    ]
    acts += [deciding.refuse(services, one, request.id, "理由不足", clock.now()) for one in (guan, bao)]
    told = await asyncio.gather(*acts, return_exceptions=True)
    assert [type(one).__name__ for one in told if isinstance(one, BaseException)] == ["AlreadyDone"] * 4
    decided = [kind for kind in await parties.desk.kinds(parties.filed.lead_id) if kind.startswith("identity_")]
    assert len(decided) == 2


async def test_an_approval_shows_a_name_once_whatever_the_haste(parties: Parties) -> None:
    request = await parties.approved()
    li = await parties.opened("li")
    looks = [
        asking.reveal(parties.desk.services, li, parties.filed.number, request.id, clock.now()) for _ in range(6)
    ]
    told = await asyncio.gather(*looks, return_exceptions=True)
    assert sum(isinstance(one, Identity) for one in told) == 1
    assert (await parties.desk.kinds(parties.filed.lead_id)).count("identity_opened") == 1
    assert await parties.share(request.id) is None


async def test_a_call_back_ends_once(parties: Parties) -> None:
    await parties.ask_to_call()
    await parties.open_call()
    call, bao = await parties.call(), await parties.opened("bao")
    ends = [Outcome.VERIFIED, Outcome.DENIED] * 3
    told = await asyncio.gather(
        *(calling.record_call(parties.desk.services, bao, call.id, end, clock.now()) for end in ends),
        return_exceptions=True,
    )
    assert [type(one).__name__ for one in told if one is not None] == ["AlreadyDone"] * 5
    assert "结果未能核实" not in await parties.li.open(parties.page)

"""The same desk on PostgreSQL, where several may act at one instant."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin.setup.founding import found
from kit import clock
from storage.migrate import upgrade
from tests.admin.desk import STORY, Desk
from tests.admin.offices import PASSWORD, plan, services_in

pytestmark = [pytest.mark.anyio, pytest.mark.needs_postgres]


@pytest.fixture
async def desk(tmp_path: Path, fresh_postgres_url: str) -> AsyncIterator[Desk]:
    await upgrade(fresh_postgres_url, "ledger")
    async with services_in(tmp_path, admin_database_url=fresh_postgres_url) as services:
        yield Desk(services, await found(services, plan(), clock.now()))


async def test_a_lead_goes_its_way_and_is_listed_searched_and_exported(desk: Desk) -> None:
    filed, other = await desk.file(hours_ago=30), await desk.file(excluded=("police", "office"))
    wang, li = await desk.browser("wang"), await desk.browser("li")
    await wang.move(filed, "screen", 1)
    await wang.move(filed, "assign", 2, unit="police")
    await li.move(filed, "sign_for", 3)
    await li.move(filed, "verify", 4)
    await li.move(filed, "conclude", 5, conclusion="partly", finding="部分属实。")
    await li.move(filed, "tell_outcome", 6, outcome="部分属实，已处理。")
    page = await li.move(filed, "close", 7)
    assert "已办结" in page
    for query in ("order=newest", "order=due", "state=closed", "mine=1"):
        listed = await li.open(f"/admin/leads?{query}")
        assert filed.number in listed
        assert other.number not in listed
    assert STORY in await li.open(f"/admin/find?number={filed.number}")
    wanted = {"listing": "order=due", "password": PASSWORD.reveal()}
    assert (await li.http.post("/admin/export", data=wanted)).status_code == 200


async def test_of_eight_who_sign_for_at_one_instant_one_has_it(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    await wang.move(filed, "screen", 1)
    await wang.move(filed, "assign", 2, unit="police")
    browsers = [await desk.browser("li") for _ in range(8)]
    path = f"/admin/leads/{filed.number}/moves/sign_for"
    answers = await asyncio.gather(*(browser.http.post(path, data={"version": "3"}) for browser in browsers))
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 7
    assert (await desk.lead(filed.lead_id)).version == 4


async def test_answer_and_letter_at_one_instant_are_both_kept(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    data = {"kind": "acceptance", "text": "已收到。", "version": "1", "messages": "0"}
    answer, _ = await asyncio.gather(
        wang.http.post(f"/admin/leads/{filed.number}/answers", data=data), desk.write(filed, "补充一点")
    )
    assert answer.status_code in (303, 409)
    async with desk.services.ledger.read() as work:
        arrivals = [message.arrival for message in await work.thread.messages(filed.lead_id)]
    assert arrivals == list(range(1, len(arrivals) + 1))

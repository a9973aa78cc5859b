"""Searching, and the auditor's room, on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin.ledger_sealer import seal_once
from admin.setup.founding import found
from kit import clock
from storage.migrate import upgrade
from tests.admin.desk import Desk
from tests.admin.offices import plan, services_in
from tests.admin.pages.test_audit import auditor, rows

pytestmark = [pytest.mark.anyio, pytest.mark.needs_postgres]
SAND = "村口砂场有人强收过路费，车牌苏A12345。"


@pytest.fixture
async def desk(tmp_path: Path, fresh_postgres_url: str) -> AsyncIterator[Desk]:
    await upgrade(fresh_postgres_url, "ledger")
    async with services_in(tmp_path, admin_database_url=fresh_postgres_url) as services:
        yield Desk(services, await found(services, plan(), clock.now()))


async def test_opened_leads_are_found_compared_and_audited(desk: Desk) -> None:
    sand, other = await desk.file(SAND), await desk.file(SAND)
    hidden = await desk.file(SAND, excluded=("police", "office"))
    wang = await desk.browser("wang")
    for filed in (sand, other):
        await wang.open(f"/admin/leads/{filed.number}")
    assert "另有 1 条线索出现同一车牌 苏A12345" in await wang.open(f"/admin/leads/{sand.number}")
    page = await wang.send("/admin/search", words="苏A·12345")
    assert sand.number in page
    assert other.number in page
    assert hidden.number not in page
    async with desk.services.ledger.begin() as work:
        await work.grants.take_away(sand.lead_id, "office")
    assert sand.number not in await wang.send("/admin/search", words="过路费")
    while await seal_once(desk.services):
        continue
    li = await auditor(desk, "li")
    entries = rows(await li.open("/admin/audit/entries?kind=search_hit"))
    assert sand.number in entries
    assert hidden.number not in entries
    assert "记录链" in await li.open("/admin/audit")


async def test_of_many_first_openings_at_one_instant_one_makes_the_key_and_all_are_found(desk: Desk) -> None:
    filed = [await desk.file(SAND) for _ in range(6)]
    browsers = [await desk.browser("wang") for _ in filed]
    paths = [f"/admin/leads/{one.number}" for one in filed]
    await asyncio.gather(*(browser.open(path) for browser, path in zip(browsers, paths, strict=True)))
    async with desk.services.ledger.read() as work:
        assert len(await work.lead_index.keys_of("office")) == 1
    page = await browsers[0].send("/admin/search", words="过路费")
    assert [one.number for one in filed if one.number not in page] == []

"""The same on PostgreSQL, where several may act at one instant."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin.retention import confirming, destroying
from admin.setup.founding import found
from kit import clock
from storage.migrate import upgrade
from tests.admin.desk import STORY, Desk
from tests.admin.offices import plan, services_in
from tests.admin.retention.ending import HOME, Ending, later

pytestmark = [pytest.mark.anyio, pytest.mark.needs_postgres]


@pytest.fixture
async def ending(tmp_path: Path, fresh_postgres_url: str) -> AsyncIterator[Ending]:
    await upgrade(fresh_postgres_url, "ledger")
    async with services_in(tmp_path, admin_database_url=fresh_postgres_url) as services:
        yield Ending(Desk(services, await found(services, plan(), clock.now())))


async def test_a_list_goes_the_whole_way(ending: Ending) -> None:
    filed, anonymous = await ending.closed(words=1), await ending.closed(identity=None, words=2)
    with later():
        assert "补充内容 2 条" in await ending.put_forward(filed, anonymous)
        assert "已全部销毁" in await ending.confirm()
        page = await (await ending.browser("wang")).open(f"/admin/leads/{filed.number}")
        assert "没有到期的线索" in await (await ending.browser("wang")).open(HOME)
    lead = await ending.whole(filed)
    assert (lead.identity, lead.identity_share, await ending.words(filed)) == (None, None, 0)
    assert await ending.words(anonymous) == 0
    assert STORY in page


async def test_of_two_custodians_at_one_instant_one_confirms_and_each_lead_goes_once(ending: Ending) -> None:
    leads = [await ending.closed(words=1) for _ in range(3)]
    with later():
        await ending.put_forward(*leads)
        act, now = (await ending.row()).id, clock.now()
        people = [await ending.opened("bao"), await ending.opened("guan")]
        told = await asyncio.gather(
            *(confirming.confirm(ending.services, one, act, now) for one in (*people, *people)), return_exceptions=True
        )
        assert sorted(type(one).__name__ for one in told) == ["AlreadyDone"] * 3 + ["bool"]
        await asyncio.gather(*(destroying.run(ending.services, act, now, size=1) for _ in range(3)))
    for filed in leads:
        kinds = await ending.desk.kinds(filed.lead_id)
        assert (kinds.count("keys_destroyed"), kinds.count("messages_destroyed")) == (1, 1)


async def test_reopening_at_the_instant_of_confirming_keeps_all_or_finds_a_destroyed_identity(ending: Ending) -> None:
    leads = [await ending.closed() for _ in range(4)]
    with later():
        await ending.put_forward(*leads)
        act, bao, wang = (await ending.row()).id, await ending.opened("bao"), await ending.browser("wang")
        await asyncio.gather(
            confirming.confirm(ending.services, bao, act, clock.now()),
            *(wang.move(filed, "reopen", 5, reason="再查") for filed in leads),
        )
        lines = await ending.lines()
    for filed in leads:
        lead = await ending.whole(filed)
        assert lead.state == "verifying"
        kept = lines[filed.lead_id].state == "dropped"
        assert (lead.identity is not None, lead.identity_share is not None) == (kept, kept)

"""The pages for deadlines and holidays, over HTTP."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from admin.leads.deadlines import rules_of
from admin.workflow.clocks import Clock, ClockRules
from kit import clock
from storage.vault.chain import read_entry
from tests.admin.desk import Desk

pytestmark = pytest.mark.anyio
USUAL = {one.value: getattr(ClockRules(), one.value) for one in Clock}


async def rules(desk: Desk) -> ClockRules:
    async with desk.services.ledger.read() as work:
        return await rules_of(work)


async def recorded(desk: Desk) -> list[str]:
    async with desk.services.ledger.read() as work:
        row = await work.access.latest("settings_changed")
    return read_entry(row.body).details.split() if row else []


def today(desk: Desk) -> date:
    return clock.local_day(clock.now(), desk.services.settings.zone)


async def test_a_change_is_shown_before_it_is_kept(desk: Desk) -> None:
    await desk.file()
    wang = await desk.browser("wang")
    page = await wang.send("/admin/clocks", version=0, **(USUAL | {"verify": 90}))
    assert "核查：由 60 个工作日改为 90 个工作日" in page
    assert (today(desk) + timedelta(days=1)).isoformat() in page
    assert "已经在走的期限不变，您单位可见的在办线索有 1 条" in page
    assert (await rules(desk)).verify == 60


async def test_a_confirmed_change_counts_from_tomorrow_and_is_recorded_with_what_changed(desk: Desk) -> None:
    filed = await desk.file()
    before = (await desk.lead(filed.lead_id)).due_on
    wang = await desk.browser("wang")
    await wang.send("/admin/clocks", version=0, confirmed=1, **(USUAL | {"pass_on": 9}))
    kept = await rules(desk)
    assert kept.days(Clock.PASS_ON, today(desk)) == 5
    assert kept.days(Clock.PASS_ON, today(desk) + timedelta(days=1)) == 9
    assert await recorded(desk) == ["clocks", "pass_on=5>9"]
    assert (await desk.lead(filed.lead_id)).due_on == before


async def test_who_was_slower_overwrites_nothing(desk: Desk) -> None:
    wang = await desk.browser("wang")
    await wang.send("/admin/clocks", version=0, confirmed=1, **(USUAL | {"verify": 90}))
    await wang.send("/admin/clocks", 409, version=0, confirmed=1, **(USUAL | {"verify": 30}))
    assert (await rules(desk)).verify == 90


@pytest.mark.parametrize("days", ["", "0", "-1", "251", "many", "1.5"])
async def test_no_number_of_days_comes_back_with_what_was_typed(desk: Desk, days: str) -> None:
    wang = await desk.browser("wang")
    page = await wang.send("/admin/clocks", 422, version=0, confirmed=1, **(USUAL | {"verify": days, "answer": 77}))
    assert "整数" in page
    assert 'value="77"' in page
    assert (await rules(desk)).answer == 15


@pytest.mark.parametrize("login", ["root", "wang", "li", "zhao"])
async def test_only_the_office_sets_them_and_all_who_work_by_them_may_look(desk: Desk, login: str) -> None:
    person = await desk.browser(login)
    assert "核查" in await person.open("/admin/clocks")
    allowed = login in ("root", "wang")
    await person.send("/admin/clocks", 200 if allowed else 403, version=0, confirmed=1, **(USUAL | {"verify": 70}))
    assert (await rules(desk)).verify == (70 if allowed else 60)


async def test_a_custodian_finds_no_clocks(desk: Desk) -> None:
    await (await desk.browser("bao")).open("/admin/clocks", 403)


async def test_holidays_of_an_unpublished_year_are_entered_checked_and_counted_by(desk: Desk) -> None:
    year = today(desk).year + 2
    hours = (date(year, 1, 2) - today(desk)).days * 24
    filed = await desk.file(hours_ago=-hours)
    before = (await desk.lead(filed.lead_id)).due_on
    wang = await desk.browser("wang")
    page = await wang.open(f"/admin/clocks/{year}")
    assert "期限为暂定" in page
    assert "暂定" in await wang.open(f"/admin/leads/{filed.number}")
    holidays: dict[str, Any] = {"off": f"{year}-01-03 至 {year}-01-31", "on": "", "announced": "1"}
    page = await wang.send(f"/admin/clocks/{year}", version=0, **holidays)
    assert "您单位可见的有 1 条" in page
    assert f"{year}-01-31" in page or f"{year}-01-30" in page
    assert (await desk.lead(filed.lead_id)).due_on == before
    page = await wang.send(f"/admin/clocks/{year}", version=0, confirmed=1, **holidays)
    assert "期限已重新计算" in page
    after = (await desk.lead(filed.lead_id)).due_on
    assert after == (await rules(desk)).calendar.after(date(year, 1, 2), 5)
    assert after != before
    assert "暂定" not in await wang.open(f"/admin/leads/{filed.number}")
    assert await recorded(desk) == ["calendar", str(year), "off=29", "on=0", "announced=1"]


async def test_a_line_that_is_no_day_comes_back_with_what_was_typed(desk: Desk) -> None:
    year = today(desk).year + 2
    page = await (await desk.browser("wang")).send(f"/admin/clocks/{year}", 422, version=0, off="正月初一", on="")
    assert "这一行看不懂：正月初一" in page
    assert re.search(r"<textarea[^>]*>正月初一", page)


async def test_a_published_year_is_shown_and_cannot_be_entered(desk: Desk) -> None:
    wang = await desk.browser("wang")
    page = await wang.open("/admin/clocks/2025")
    assert "2025-10-01 周三" in page
    assert "<textarea" not in page
    await wang.send("/admin/clocks/2025", 422, version=0, confirmed=1, off="2025-03-03", on="")
    assert not (await rules(desk)).calendar.by_hand

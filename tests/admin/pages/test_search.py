"""Searching what leads say, over HTTP: real hosts and real keys."""

import re
from datetime import date
from typing import Any

import pytest

from kit import clock
from storage.tables.ledger import LeadTag, SearchText
from tests.admin.desk import Browser, Desk, Filed
from tests.admin.searches import MARKET, PHONE, PLATE, SAND, opened, rows, search

pytestmark = pytest.mark.anyio


@pytest.fixture
async def wang(desk: Desk) -> Browser:
    return await desk.browser("wang")


@pytest.mark.parametrize("words", ["过路费", "强收 车牌", PLATE, "苏a·12345", PHONE, "138-0000-5678", "东试镇"])
async def test_a_word_of_an_opened_lead_finds_it_and_no_other(desk: Desk, wang: Browser, words: str) -> None:
    sand = await opened(desk, "wang", SAND)
    market = await opened(desk, "wang", MARKET, area=1)
    page = await search(wang, words)
    assert sand.number in page
    assert market.number not in page


async def test_a_lead_that_nobody_opened_is_not_found_and_the_page_says_how_many_there_are(
    desk: Desk, wang: Browser
) -> None:
    await opened(desk, "wang", MARKET)
    closed = await desk.file(SAND)
    page = await search(wang, "过路费")
    assert closed.number not in page
    assert "现有线索 2 条，可搜索 1 条" in page
    assert "还有 1 条没有人打开过" in page
    await wang.open(f"/admin/leads/{closed.number}")
    assert closed.number in await search(wang, "过路费")


def line_of(page: str, filed: Filed) -> str:
    """The lead's line of a list, without the tick that only the queue has."""
    (line,) = [one for one in re.findall(r"<tr.*?</tr>", page, re.S) if f"/admin/leads/{filed.number}" in one]
    return " ".join(re.sub(r'<label class="tick">.*?</label>', "", line, flags=re.S).split())


async def test_a_hit_shows_what_the_queue_shows_of_it(desk: Desk, wang: Browser) -> None:
    sand = await opened(desk, "wang", SAND, officials="yes", hours_ago=24 * 60)
    line = line_of(await search(wang, "过路费"), sand)
    assert "涉公职人员" in line
    assert 'class="stage"' in line
    assert line == line_of(await wang.open("/admin/leads"), sand)


async def test_a_hit_counts_its_days_by_the_holidays_that_the_office_entered(desk: Desk, wang: Browser) -> None:
    today = clock.local_day(clock.now(), desk.services.settings.zone)
    year = today.year + 2
    sand = await opened(desk, "wang", SAND, hours_ago=-24 * (date(year, 1, 2) - today).days)
    assert "暂定" in line_of(await search(wang, "过路费"), sand)
    holidays: dict[str, Any] = {"off": f"{year}-01-03 至 {year}-01-31", "on": "", "announced": 1}
    await wang.send(f"/admin/clocks/{year}", version=0, confirmed=1, **holidays)
    line = line_of(await search(wang, "过路费"), sand)
    assert "暂定" not in line
    assert line == line_of(await wang.open("/admin/leads"), sand)


async def test_the_queue_asks_for_words_in_the_body_of_a_form_never_in_an_address(desk: Desk, wang: Browser) -> None:
    await opened(desk, "wang", SAND)
    page = await wang.open("/admin/leads")
    assert '<form class="search" action="/admin/search" method="post"' in page
    assert (await wang.http.get("/admin/search", params={"words": "过路费"})).text.count("过路费") == 0


async def test_what_one_member_opened_a_colleague_finds(desk: Desk) -> None:
    sand = await opened(desk, "wang", SAND)
    assert sand.number in await search(await desk.browser("root"), "过路费")


async def test_another_unit_finds_it_only_once_its_own_members_opened_it(desk: Desk) -> None:
    sand = await opened(desk, "wang", SAND)
    li = await desk.browser("li")
    assert sand.number not in await search(li, "过路费")
    await li.open(f"/admin/leads/{sand.number}")
    assert sand.number in await search(li, "过路费")


async def test_an_excluded_unit_finds_nothing_and_counts_nothing(desk: Desk) -> None:
    hidden = await opened(desk, "zhao", SAND, excluded=("police", "office"))
    for login in ("li", "wang"):
        page = await search(await desk.browser(login), "过路费")
        assert hidden.number not in page
        assert "现有线索 0 条，可搜索 0 条" in page
    assert hidden.number in await search(await desk.browser("zhao"), "过路费")


async def test_a_lead_handed_over_takes_the_givers_text_and_tags_with_it(desk: Desk, wang: Browser) -> None:
    sand = await opened(desk, "wang", SAND, category="lending")
    li = await desk.browser("li")
    await li.open(f"/admin/leads/{sand.number}")
    async with desk.services.ledger.begin() as work:
        assert await work.grants.take_away(sand.lead_id, "office")
    assert sand.number not in await search(wang, "过路费")
    assert {row.unit_id for row in await rows(desk, SearchText)} == {"police"}
    assert {row.unit_id for row in await rows(desk, LeadTag)} == {"police"}
    assert sand.number in await search(li, "过路费")


async def test_handing_over_through_the_page_leaves_the_giver_nothing(desk: Desk, wang: Browser) -> None:
    sand = await opened(desk, "wang", SAND)
    zhao = await desk.browser("zhao")
    await wang.move(sand, "screen", 1)
    await wang.move(sand, "assign", 2, unit="escalation")
    await zhao.move(sand, "sign_for", 3)
    await zhao.move(sand, "transfer", 4, unit="police", reason="属地办理")
    async with desk.services.ledger.read() as work:
        holders = await work.grants.units_of(sand.lead_id)
    assert {row.unit_id for row in await rows(desk, SearchText)} <= set(holders)
    assert "escalation" not in holders
    assert sand.number not in await search(zhao, "过路费")


async def test_every_hit_is_an_entry_of_its_lead_and_the_words_are_in_none(desk: Desk, wang: Browser) -> None:
    sand, market = await opened(desk, "wang", SAND), await opened(desk, "wang", MARKET)
    await search(wang, "过路费")
    assert "search_hit" in await desk.kinds(sand.lead_id)
    assert "search_hit" not in await desk.kinds(market.lead_id)
    async with desk.services.ledger.read() as work:
        entry = await work.access.latest("searched")
        hit = await work.access.latest("search_hit")
    assert entry is not None
    assert hit is not None
    assert entry.actor_id == hit.actor_id == desk.founded.people["wang"].staff_id
    assert "过路费".encode() not in entry.body + hit.body


@pytest.mark.parametrize("words", ["", "过", "，。", "字" * 61])
async def test_too_little_or_too_much_is_refused_and_comes_back_as_typed(wang: Browser, words: str) -> None:
    page = await search(wang, words, 422)
    assert f'value="{words}"' in page


async def test_hits_come_in_pages_that_follow_each_other(desk: Desk, wang: Browser, monkeypatch: Any) -> None:
    monkeypatch.setattr("admin.leads.finding.PAGE_SIZE", 2)
    monkeypatch.setattr("admin.leads.finding.BATCH", 2)
    filed = [await opened(desk, "wang", SAND, hours_ago=hour // 2) for hour in range(5)]
    found: list[str] = []
    page = await search(wang, "过路费")
    while True:
        found += [one.number for one in filed if one.number in page]
        if 'name="after"' not in page:
            break
        page = await search(wang, "过路费", after=page.split('name="after" value="')[1].split('"')[0])
    assert sorted(found) == sorted(one.number for one in filed)


@pytest.mark.parametrize("after", ["x", "2026-01-01." + "0" * 32, "2026010101.zz"])
async def test_a_place_that_is_none_begins_at_the_beginning(desk: Desk, wang: Browser, after: str) -> None:
    sand = await opened(desk, "wang", SAND)
    assert sand.number in await search(wang, "过路费", after=after)


async def test_a_custodian_searches_nothing(desk: Desk) -> None:
    await search(await desk.browser("bao"), "过路费", 403)


async def test_the_lead_page_tells_of_others_with_the_same_plate_phone_or_name(desk: Desk, wang: Browser) -> None:
    first = await opened(desk, "wang", SAND)
    second = await opened(desk, "wang", f"又见{PLATE}停在桥头", who="刘大海")
    third = await opened(desk, "wang", MARKET)
    page = await wang.open(f"/admin/leads/{second.number}")
    assert f"另有 1 条线索出现同一车牌 {PLATE}" in page
    assert "另有 1 条线索出现同名 刘大海" in page
    assert first.number in page
    assert third.number in page
    assert "同一车牌" not in await wang.open(f"/admin/leads/{third.number}")


async def test_similar_leads_of_other_units_and_hidden_ones_are_not_told(desk: Desk) -> None:
    await opened(desk, "zhao", SAND, excluded=("police", "office"))
    await opened(desk, "li", SAND)
    mine = await opened(desk, "wang", SAND)
    page = await (await desk.browser("wang")).open(f"/admin/leads/{mine.number}")
    assert "相似线索" not in page

"""The queue, over HTTP."""

import re
from datetime import timedelta

import pytest

from kit import clock
from storage.vault.thread import FollowUpKind
from tests.admin.desk import STORY, Desk

pytestmark = pytest.mark.anyio
ROW = re.compile(r'href="/admin/leads/(\d{8})"')


def numbers(page: str) -> list[str]:
    return ROW.findall(page)


async def test_a_new_lead_stands_in_the_list_with_number_state_and_deadline_in_words(desk: Desk) -> None:
    filed = await desk.file()
    page = await (await desk.browser("wang")).open("/admin/leads")
    assert filed.number in page
    assert "已受理" in page
    assert re.search(r"还剩 \d 个工作日", page)
    assert "资源环保" in page
    assert "有新内容" in page


async def test_the_list_tells_nothing_of_what_was_reported(desk: Desk) -> None:
    await desk.file()
    page = await (await desk.browser("wang")).open("/admin/leads")
    assert STORY[:6] not in page
    assert "砂场门口" not in page


async def test_newest_oldest_and_deadline_order_the_list(desk: Desk) -> None:
    old, new = await desk.file(hours_ago=48), await desk.file(hours_ago=1)
    wang = await desk.browser("wang")
    await wang.move(new, "screen", 1)
    await wang.move(new, "assign", 2, unit="police")
    assert numbers(await wang.open("/admin/leads?order=newest")) == [new.number, old.number]
    assert numbers(await wang.open("/admin/leads?order=oldest")) == [old.number, new.number]
    assert numbers(await wang.open("/admin/leads?order=due")) == [new.number, old.number]


async def test_filters_narrow_the_list(desk: Desk) -> None:
    east = await desk.file(area=0, category="market")
    west = await desk.file(area=1, category="lending")
    wang = await desk.browser("wang")
    areas = [area.id for area in desk.founded.policy.document.areas]
    await wang.move(west, "screen", 1)
    assert numbers(await wang.open(f"/admin/leads?area={areas[0]}")) == [east.number]
    assert numbers(await wang.open("/admin/leads?category=lending")) == [west.number]
    assert numbers(await wang.open("/admin/leads?state=screening")) == [west.number]
    assert "没有符合条件的线索" in await wang.open("/admin/leads?state=closed")


async def test_mine_are_the_leads_i_signed_for(desk: Desk) -> None:
    first, _ = await desk.file(), await desk.file()
    wang, li = await desk.browser("wang"), await desk.browser("li")
    await wang.move(first, "screen", 1)
    await wang.move(first, "assign", 2, unit="police")
    await li.move(first, "sign_for", 3)
    assert numbers(await li.open("/admin/leads?mine=1")) == [first.number]


async def test_a_lead_is_unread_until_opened_and_again_when_the_reporter_writes(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    assert numbers(await wang.open("/admin/leads?unread=1")) == [filed.number]
    await wang.open(f"/admin/leads/{filed.number}")
    assert numbers(await wang.open("/admin/leads?unread=1")) == []
    await desk.write(filed, "又来了", FollowUpKind.FACTS)
    assert numbers(await wang.open("/admin/leads?unread=1")) == [filed.number]


async def test_counters_are_links_with_their_numbers(desk: Desk) -> None:
    for hours in (1, 24 * 40):
        await desk.file(hours_ago=hours)
    page = await (await desk.browser("wang")).open("/admin/leads?order=newest")
    assert re.search(r'href="[^"]*unread=1"[^>]*><strong>2</strong>', page)
    assert re.search(r'href="[^"]*overdue=1"[^>]*><strong>1</strong>', page)
    assert re.search(r'href="[^"]*state=received"[^>]*><strong>2</strong>', page)


async def test_pages_follow_each_other_without_gap_and_lead_back(desk: Desk) -> None:
    filed = [(await desk.file(hours_ago=n)).number for n in range(103)]
    wang = await desk.browser("wang")
    seen: list[str] = []
    page = await wang.open("/admin/leads?order=newest")
    while True:
        seen += numbers(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following is None:
            break
        page = await wang.open(following[1].replace("&amp;", "&"))
    assert sorted(seen) == sorted(filed)
    assert len(set(seen)) == len(seen)
    before = re.search(r'rel="prev" href="([^"]+)"', page)
    assert before is not None
    assert numbers(await wang.open(before[1].replace("&amp;", "&"))) == seen[50:100]


async def test_filter_and_page_are_remembered_when_coming_back(desk: Desk) -> None:
    screened, _ = await desk.file(), await desk.file()
    wang = await desk.browser("wang")
    await wang.move(screened, "screen", 1)
    await wang.open("/admin/leads?state=screening&order=oldest")
    await wang.open(f"/admin/leads/{screened.number}")
    assert numbers(await wang.open("/admin/leads")) == [screened.number]
    assert len(numbers(await wang.open("/admin/leads?order=newest"))) == 2


async def test_next_lead_follows_the_remembered_order(desk: Desk) -> None:
    filed = [await desk.file(hours_ago=n) for n in range(3)]
    wang = await desk.browser("wang")
    await wang.open("/admin/leads?order=oldest")
    page = await wang.open(f"/admin/leads/{filed[2].number}/next")
    assert f"线索 {filed[1].number}" in page
    page = await wang.open(f"/admin/leads/{filed[0].number}/next")
    assert 'id="queue"' in page


async def test_a_number_is_found_and_a_hidden_one_looks_like_none(desk: Desk) -> None:
    seen, hidden = await desk.file(), await desk.file(excluded=("police", "office"))
    li = await desk.browser("li")
    assert STORY in await li.open(f"/admin/find?number={seen.number[:4]}%20{seen.number[4:]}")
    first = await li.open(f"/admin/find?number={hidden.number}")
    second = await li.open("/admin/find?number=10000000")
    assert f"没有编号为 {hidden.number} 的线索" in first
    assert first.replace(hidden.number, "") == second.replace("10000000", "")


async def test_a_hidden_lead_leaves_no_trace_in_list_counts_or_pages(desk: Desk) -> None:
    await desk.file()
    li = await desk.browser("li")
    before = await li.open("/admin/leads?order=newest")
    await desk.file(excluded=("police", "office"))
    assert await li.open("/admin/leads?order=newest") == before


@pytest.mark.parametrize(
    "query",
    [
        "after=zz",
        "before=2026-01-01.00",
        "order=due&after=2026112207.00112233445566778899aabbccddeeff",
        "state=x&order=y",
    ],
)
async def test_a_link_that_makes_no_sense_shows_the_first_page(desk: Desk, query: str) -> None:
    filed = await desk.file()
    assert numbers(await (await desk.browser("wang")).open(f"/admin/leads?{query}")) == [filed.number]


async def test_the_page_tells_its_script_when_something_is_new(desk: Desk) -> None:
    await desk.file()
    wang = await desk.browser("wang")

    async def pulse() -> str:
        found = re.search(r'data-pulse="(\w+)"', await wang.open("/admin/leads?order=newest"))
        assert found is not None
        return found[1]

    first = await pulse()
    assert await pulse() == first
    await desk.file()
    assert await pulse() != first


async def test_looking_for_news_does_not_keep_a_session_alive(desk: Desk) -> None:
    wang = await desk.browser("wang", clock.now() - timedelta(minutes=10))

    async def seen_at() -> object:
        async with desk.services.ledger.read() as work:
            return (await work.sessions.of_staff(desk.founded.people["wang"].staff_id))[0].seen_at

    before = await seen_at()
    await wang.http.get("/admin/leads", headers={"X-Pulse": "1"})
    assert await seen_at() == before
    await wang.open("/admin/leads")
    assert await seen_at() != before


async def test_who_is_not_signed_in_is_sent_to_sign_in(desk: Desk) -> None:
    wang = await desk.browser("wang")
    wang.http.cookies.clear()
    answer = await wang.http.get("/admin/leads")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/admin/sign-in?back=/admin/leads"


async def test_many_new_leads_are_taken_up_at_once_and_each_reporter_is_told(desk: Desk) -> None:
    filed = [await desk.file() for _ in range(3)]
    wang = await desk.browser("wang")
    picked = [f"{one.number}.1" for one in filed]
    answer = await wang.http.post("/admin/acknowledge", data={"pick": picked, "listing": "state=received"})
    page = await wang.open(answer.headers["location"])
    assert "已受理并告知 3 条" in page
    for one in filed:
        assert (await desk.lead(one.lead_id)).state == "screening"
        async with desk.services.ledger.read() as work:
            assert [message.kind for message in await work.thread.messages(one.lead_id)] == ["acceptance"]
        assert "告知受理还剩" not in await wang.open(f"/admin/leads/{one.number}")


async def test_a_lead_that_changed_meanwhile_or_is_hidden_is_left_and_counted(desk: Desk) -> None:
    moved, hidden = await desk.file(), await desk.file(excluded=("police", "office"))
    wang = await desk.browser("wang")
    await wang.move(moved, "screen", 1)
    picked = [f"{moved.number}.1", f"{hidden.number}.1", "nonsense", "10000000.1"]
    answer = await wang.http.post("/admin/acknowledge", data={"pick": picked})
    assert "有 3 条没有处理" in await wang.open(answer.headers["location"])
    assert (await desk.lead(hidden.lead_id)).state == "received"


async def test_boxes_to_tick_stand_only_where_all_rows_are_new(desk: Desk) -> None:
    await desk.file()
    wang = await desk.browser("wang")
    assert 'name="pick"' in await wang.open("/admin/leads?state=received")
    assert 'name="pick"' not in await wang.open("/admin/leads?order=newest")

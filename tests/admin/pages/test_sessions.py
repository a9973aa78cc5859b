"""Where one is signed in, over HTTP: seen by oneself alone, ended one by one or all but this one."""

import re
from datetime import timedelta

import pytest

from kit import clock
from storage.access import AccessFilter
from tests.admin.desk import Desk

pytestmark = pytest.mark.anyio
ENDED = "/admin/account/sessions/end"


def listed(page: str) -> list[str]:
    """Ids of the sessions that may be ended."""
    return re.findall(r'name="session" value="([0-9a-f]{64})"', page)


@pytest.fixture(autouse=True)
async def no_session_left_from_founding(desk: Desk) -> None:
    async with desk.services.ledger.begin() as work:
        for person in desk.founded.people.values():
            await work.sessions.end_all(person.staff_id, clock.now())


async def test_each_session_is_listed_by_day_and_hour_and_this_one_is_marked(desk: Desk) -> None:
    wang, other = await desk.browser("wang"), await desk.browser("wang")
    page = await wang.open("/admin/account")
    assert page.count("这台设备") == 1
    assert len(listed(page)) == 1
    assert re.search(r"\d{4}-\d\d-\d\d \d\d.{0,3}登录", page)
    assert listed(page) != listed(await other.open("/admin/account"))


async def test_one_session_is_ended_and_the_others_go_on(desk: Desk) -> None:
    wang, lost, kept = [await desk.browser("wang") for _ in range(3)]
    seen_by_both = [set(listed(await one.open("/admin/account"))) for one in (wang, kept)]
    (gone,) = seen_by_both[0] & seen_by_both[1]
    assert "已退出" in await wang.send(ENDED, session=gone)
    assert (await lost.http.get("/admin/account")).headers["location"].startswith("/admin/sign-in")
    await kept.open("/admin/account")


async def test_all_others_are_ended_at_once(desk: Desk) -> None:
    wang, *others = [await desk.browser("wang") for _ in range(3)]
    li = await desk.browser("li")
    page = await wang.send("/admin/account/sessions/end-others")
    assert listed(page) == []
    for other in others:
        assert (await other.http.get("/admin/account")).status_code == 303
    await li.open("/admin/account")


async def test_nobody_sees_or_ends_the_sessions_of_a_colleague(desk: Desk) -> None:
    wang, other, li = await desk.browser("wang"), await desk.browser("wang"), await desk.browser("li")
    ids = listed(await wang.open("/admin/account"))
    assert not set(ids) & set(listed(await li.open("/admin/account")))
    await li.send(ENDED, 404, session=ids[0])
    await li.send(ENDED, 404, session="nonsense")
    await other.open("/admin/account")


async def test_a_session_that_is_over_by_itself_is_not_listed(desk: Desk) -> None:
    await desk.browser("wang", clock.now() - timedelta(minutes=20))
    assert listed(await (await desk.browser("wang")).open("/admin/account")) == []


async def test_ending_sessions_is_recorded_with_their_number(desk: Desk) -> None:
    wang, _ = await desk.browser("wang"), await desk.browser("wang")
    await wang.send("/admin/account/sessions/end-others")
    async with desk.services.ledger.read() as work:
        entries = await work.access.page(None, AccessFilter(kinds=("sessions_ended",)))
    assert [entry.actor_id for entry in entries] == [desk.founded.people["wang"].staff_id]

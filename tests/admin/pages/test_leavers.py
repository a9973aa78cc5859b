"""Somebody is disabled: their unit hands their leads over in its own queue, and who disabled them learns nothing."""

import re
from typing import Any

import pytest

from admin.services import Services
from admin.setup import people
from admin.setup.founding import Founded
from kit import clock
from storage.access import AccessFilter
from storage.errors import BadInput
from storage.vault.chain import read_entry
from tests.admin.colleagues import joined
from tests.admin.desk import Browser, Desk, Filed
from tests.admin.rotations import prepare

pytestmark = pytest.mark.anyio
LIST = "/admin/leads?order=due&leaver=1"


@pytest.fixture
async def desk(office: Services, founded: Founded) -> Desk:
    """The office with a second handler at the police, 何试, who handles what is filed below."""
    return Desk(office, await joined(office, founded, "he", "何试", "police"))


async def handled(desk: Desk, login: str = "he", **given: object) -> Filed:
    """A lead of the police that this person handles."""
    filed = await desk.file(**given)  # type: ignore[arg-type]
    wang, li = await desk.browser("wang"), await desk.browser("li")
    await wang.move(filed, "screen", 1)
    await wang.move(filed, "assign", 2, unit="police", conflict="已核实。")
    await li.send(f"/admin/leads/{filed.number}/handler", member=staff(desk, login), version=3, conflict="已核实。")
    return filed


def staff(desk: Desk, login: str) -> str:
    return desk.founded.people[login].staff_id.hex()


async def disable(desk: Desk, login: str, **successors: str) -> str:
    """The administrator disables somebody, on their page."""
    root = await desk.browser("root")
    fields: dict[str, Any] = {f"successor:{unit}": staff(desk, other) for unit, other in successors.items()}
    return await root.send(f"/admin/staff/{staff(desk, login)}/disable", **fields)


def ticked(page: str) -> list[str]:
    return re.findall(r'name="pick" value="([0-9.]+)" form="picking" checked', page)


async def press(desk: Desk, browser: Browser, to: str, picks: list[str]) -> str:
    data = {"member": staff(desk, to), "pick": picks, "listing": "order=due&leaver=1"}
    answer = await browser.http.post("/admin/hand-over", data=data, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


async def test_the_unit_hands_over_at_one_press_and_no_due_day_moves(desk: Desk) -> None:
    both = [await handled(desk) for _ in range(2)]
    other = await handled(desk, "li")
    due = [(await desk.lead(one.lead_id)).due_on for one in both]
    li = await desk.browser("li")
    assert "待交接" not in await li.open("/admin/leads")
    await disable(desk, "he", police="li")
    assert "承办人已离岗，待交接 2 条" in await li.open("/admin/leads")
    page = await li.open(LIST)
    assert "何试已离岗，系统管理员建议由李试接手" in page
    assert f'value="{staff(desk, "li")}" selected' in page
    assert {pick.partition(".")[0] for pick in ticked(page)} == {one.number for one in both}
    page = await press(desk, li, "li", ticked(page))
    assert "已交接 2 条，期限不变" in page
    assert other.number not in page
    for one, day in zip(both, due, strict=True):
        lead = await desk.lead(one.lead_id)
        assert (lead.handler_id, lead.due_on) == (desk.founded.people["li"].staff_id, day)
        assert "lead_assigned" in await desk.kinds(one.lead_id)
    assert "待交接" not in await li.open("/admin/leads")


async def test_whom_the_reporter_named_takes_nothing_over_by_the_batch(desk: Desk) -> None:
    plain, named = await handled(desk), await handled(desk, who="李试")
    await disable(desk, "he")
    li = await desk.browser("li")
    page = await press(desk, li, "li", ticked(await li.open(LIST)))
    assert "已交接 1 条" in page
    assert "有 1 条没有交接" in page
    assert named.number in page
    assert (await desk.lead(named.lead_id)).handler_id == desk.founded.people["he"].staff_id
    assert (await desk.lead(plain.lead_id)).handler_id == desk.founded.people["li"].staff_id


async def test_a_lead_whose_handler_is_here_is_not_taken_away_by_the_batch(desk: Desk) -> None:
    filed = await handled(desk)
    li = await desk.browser("li")
    await press(desk, li, "li", [f"{filed.number}.4"])
    assert (await desk.lead(filed.lead_id)).handler_id == desk.founded.people["he"].staff_id


async def test_who_disables_counts_only_what_they_may_see(desk: Desk) -> None:
    """The administrator sits in the office, which this report shuts out."""
    await handled(desk)
    hidden = await desk.file(excluded=("office",))
    li, zhao = await desk.browser("li"), await desk.browser("zhao")
    holder = li if (await desk.lead(hidden.lead_id)).unit_id == "police" else zhao
    root, at = await desk.browser("root"), f"/admin/staff/{staff(desk, 'he')}"
    seen = await root.open(at)
    assert "您看得到的在办线索有 1 条" in seen
    await holder.send(f"/admin/leads/{hidden.number}/handler", member=staff(desk, "he"), version=1)
    assert (await desk.lead(hidden.lead_id)).handler_id == desk.founded.people["he"].staff_id
    assert await root.open(at) == seen


async def test_a_successor_is_an_active_member_of_the_same_unit(desk: Desk) -> None:
    root, he = await desk.founded.acting(desk.services, "root"), desk.founded.people["he"].staff_id
    for unit, login in (("police", "wang"), ("police", "he"), ("office", "wang")):
        successors = {unit: desk.founded.people[login].staff_id}
        with pytest.raises(BadInput) as caught:
            async with desk.services.ledger.begin() as work:
                await people.disable(work, root, he, clock.now(), successors)
        assert caught.value.key == "staff.error.successor"
    async with desk.services.ledger.read() as work:
        assert (await work.staff.get(he)).disabled_at is None


async def test_the_proposal_is_recorded_by_ids_and_goes_when_somebody_comes_back(desk: Desk) -> None:
    await handled(desk)
    await disable(desk, "he", police="li")
    async with desk.services.ledger.read() as work:
        rows = await work.access.page(None, AccessFilter(kinds=("successor_named",)))
    named = [read_entry(row.body) for row in rows]
    assert [(entry.unit, entry.details) for entry in named] == [("police", staff(desk, "li"))]
    await (await desk.browser("root")).send(f"/admin/staff/{staff(desk, 'he')}/enable")
    li = await desk.browser("li")
    assert "待交接" not in await li.open("/admin/leads")
    async with desk.services.ledger.read() as work:
        assert await work.leavers.proposed(["police"]) == []


async def test_who_was_left_out_of_a_units_next_key_has_left_their_leads_too(desk: Desk) -> None:
    await handled(desk)
    he = desk.founded.people["he"].staff_id
    await prepare(desk.services, await desk.founded.acting(desk.services, "li"), "police", [he])
    assert "承办人已离岗，待交接 1 条" in await (await desk.browser("li")).open("/admin/leads")


async def test_who_may_not_arrange_hands_nothing_over(desk: Desk) -> None:
    filed = await handled(desk)
    await disable(desk, "he")
    wang = await desk.browser("wang")
    assert "待交接" not in await wang.open("/admin/leads")
    await press(desk, wang, "li", [f"{filed.number}.4"])
    assert (await desk.lead(filed.lead_id)).handler_id == desk.founded.people["he"].staff_id

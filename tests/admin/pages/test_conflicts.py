"""The conflict shield inside: whom the reporter named is warned of before a lead goes to them, over HTTP."""

import pytest

from kit import clock
from storage.vault.chain import read_entry
from tests.admin.desk import Desk

pytestmark = pytest.mark.anyio
WARNED = "同名或同音，这次没有指定"


def staff(desk: Desk, login: str) -> str:
    return desk.founded.people[login].staff_id.hex()


@pytest.mark.parametrize("who", ["砂场老板和管理员", "关丽园", "听说guan liyuan也在场"])
async def test_naming_a_handler_of_that_name_or_sound_is_stopped_until_a_reason_is_given(desk: Desk, who: str) -> None:
    filed = await desk.file(who=who)
    wang = await desk.browser("wang")
    path, member = f"/admin/leads/{filed.number}/handler", staff(desk, "root")
    page = await wang.send(path, 422, member=member, version=1)
    assert WARNED in page
    assert (await desk.lead(filed.lead_id)).handler_id is None
    assert (await desk.kinds(filed.lead_id))[-1] == "lead_viewed"
    await wang.send(path, member=member, version=1, conflict="已核实，是外地同名的人。")
    assert (await desk.lead(filed.lead_id)).handler_id == desk.founded.people["root"].staff_id


async def test_the_reason_is_sealed_in_the_lead_and_the_entry_names_nobody(desk: Desk) -> None:
    filed = await desk.file(official_names="管理员", officials="yes")
    wang = await desk.browser("wang")
    path, member = f"/admin/leads/{filed.number}/handler", staff(desk, "root")
    page = await wang.send(path, member=member, version=1, conflict="已核实无关。")
    assert "同名仍予指定" in page
    assert "管理员\n已核实无关。" in page
    overruled = [entry for entry in await desk.entries(filed.lead_id) if entry.kind == "conflict_overruled"]
    assert [(entry.actor_id, read_entry(entry.body).details) for entry in overruled] == [
        (desk.founded.people["wang"].staff_id, "")
    ]


async def test_a_unit_with_somebody_named_gets_the_lead_only_with_a_reason(desk: Desk) -> None:
    filed = await desk.file(who="李试")
    wang = await desk.browser("wang")
    await wang.move(filed, "screen", 1)
    page = await wang.move(filed, "assign", 2, status=422, unit="police")
    assert WARNED in page
    assert (await desk.lead(filed.lead_id)).unit_id == "office"
    await wang.move(filed, "assign", 2, unit="police", conflict="同名，已核实。")
    assert (await desk.lead(filed.lead_id)).unit_id == "police"


async def test_nobody_overrules_the_match_of_their_own_name(desk: Desk) -> None:
    filed = await desk.file(who="李试")
    wang, li = await desk.browser("wang"), await desk.browser("li")
    await wang.move(filed, "screen", 1)
    await wang.move(filed, "assign", 2, unit="police", conflict="同名，已核实。")
    assert "不能由您自己承办" in await li.move(filed, "sign_for", 3, status=422, conflict="没关系")
    path = f"/admin/leads/{filed.number}/handler"
    await li.send(path, 422, member=staff(desk, "li"), version=3, conflict="没关系")
    assert (await desk.lead(filed.lead_id)).handler_id is None


async def test_the_page_names_everybody_of_the_whole_staff_list_whom_the_report_names(desk: Desk) -> None:
    filed = await desk.file(who="包试、赵试")
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert "包试 · 试验县身份保管组" in page
    assert "赵试 · 试验市扫黑办" in page
    other = await desk.file(who="外来的老板")
    assert "同名或同音：" not in await (await desk.browser("wang")).open(f"/admin/leads/{other.number}")


async def test_nobody_disabled_is_put_in_charge(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    async with desk.services.ledger.begin() as work:
        await work.staff.disable(desk.founded.people["root"].staff_id, clock.now())
    page = await wang.open(f"/admin/leads/{filed.number}")
    assert staff(desk, "root") not in page
    await wang.send(f"/admin/leads/{filed.number}/handler", 422, member=staff(desk, "root"), version=1)
    assert (await desk.lead(filed.lead_id)).handler_id is None

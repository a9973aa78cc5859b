"""What the desk sees of overdue leads: stage, who must act, whose turn, and the urging slip."""

import re

import pytest

from tests.admin.desk import STORY, Desk

pytestmark = pytest.mark.anyio
MONTH = 24 * 40


async def test_list_and_lead_say_in_words_which_stage_and_who_must_act(desk: Desk) -> None:
    filed = await desk.file(hours_ago=MONTH)
    wang = await desk.browser("wang")
    for path in ("/admin/leads", f"/admin/leads/{filed.number}"):
        page = await wang.open(path)
        assert "提级督办" in page
        assert "由分管领导和上一级处理" in page


async def test_the_worst_case_has_no_unknown_in_it(desk: Desk) -> None:
    # Ten years late, nobody named, no word of category or area.
    filed = await desk.file(hours_ago=24 * 3650, excluded=("police",), category="security")
    page = await (await desk.browser("wang")).open(f"/admin/leads/{filed.number}")
    assert re.search(r"分流已超期 2\d\d\d 个工作日", page)
    assert not re.search(r"N/A|None|未知|undefined", page)


async def test_the_first_page_counts_what_waits_for_whose_turn_it_is(desk: Desk) -> None:
    late = await desk.file(hours_ago=MONTH)
    fresh = await desk.file()
    wang, li = await desk.browser("wang"), await desk.browser("li")
    page = await wang.open("/admin/leads")
    assert "待领导决定提级 1 条" in page
    assert "待领导决定挂牌" not in page
    assert "已超期还没有承办人 1 条" in page
    assert "轮到您处理" not in await li.open("/admin/leads")
    listed = await wang.open("/admin/leads?order=due&overdue=1&late=raise")
    assert late.number in listed
    assert fresh.number not in listed


async def test_a_handler_is_reminded_of_their_own_leads_alone(desk: Desk) -> None:
    filed = await desk.file(hours_ago=MONTH)
    wang, li = await desk.browser("wang"), await desk.browser("li")
    await wang.move(filed, "screen", 1)
    await wang.move(filed, "assign", 2, unit="police")
    await li.move(filed, "sign_for", 3)
    # The reporter was never told, so the clock of acceptance has run out though the unit signed today.
    assert "我承办的线索，超期未办 1 条" in await li.open("/admin/leads")
    assert "我承办的线索，超期未办" not in await wang.open("/admin/leads")


async def test_an_outcome_that_was_not_told_is_counted_until_it_is(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    await wang.move(filed, "screen", 1)
    await wang.move(filed, "rule_out", 2, reason="不属本办")
    assert "已有结果还没有反馈举报人 1 条" in await wang.open("/admin/leads")
    assert filed.number in await wang.open("/admin/leads?order=due&unanswered=1")
    await wang.move(filed, "tell_outcome", 3, outcome="请向主管部门反映。")
    assert "还没有反馈举报人" not in await wang.open("/admin/leads")


async def test_the_urging_slip_names_unit_number_and_days_and_nothing_of_the_report(desk: Desk) -> None:
    filed = await desk.file(hours_ago=MONTH)
    wang = await desk.browser("wang")
    page = await wang.send(f"/admin/leads/{filed.number}/urging")
    for words in ("催办单", filed.number, "试验县扫黑办", "分流", "个工作日", "签收人", "王试"):
        assert words in page
    assert STORY[:6] not in page
    assert "砂场门口" not in page
    assert "lead_printed" in await desk.kinds(filed.lead_id)


async def test_a_lead_in_time_has_no_urging_slip(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    assert "没有超期" in await wang.send(f"/admin/leads/{filed.number}/urging", 422)
    assert "lead_printed" not in await desk.kinds(filed.lead_id)


async def test_another_units_lead_has_no_urging_slip_either(desk: Desk) -> None:
    filed = await desk.file(hours_ago=MONTH, excluded=("police",))
    await (await desk.browser("li")).send(f"/admin/leads/{filed.number}/urging", 404)

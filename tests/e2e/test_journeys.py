"""A tip's whole way through real processes: filed, triaged, answered on the staff site, looked up by receipt."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.people import Office, Officer, Reporter

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
Reporters = Callable[..., Reporter]
Officers = Callable[[str], Officer]
OUTCOME = "经核查，您反映的问题属实，已依法处理。"


def triaged(officers: Officers, story: str) -> str:
    """The office takes it in hand and passes it to the police, who sign for it; returns the number."""
    wang, li = officers("wang"), officers("li")
    number = wang.opens_lead(story)
    wang.answers("您的线索已受理。").moves("screen").moves("assign", unit="police")
    li.opens_lead(story, number)
    li.moves("sign_for").moves("verify")
    return number


def concluded(officers: Officers, story: str, number: str) -> None:
    li = officers("li")
    li.opens_lead(story, number)
    li.moves("conclude", conclusion="substantiated", finding="现场查实。").moves("tell_outcome", outcome=OUTCOME)
    li.shot("answered")


def test_a_named_report_with_script_is_answered_and_looked_up(reporter: Reporters, officers: Officers) -> None:
    story = "实名：市场里有人按摊收费，不交就掀摊。"
    person = reporter(360)
    receipt = person.opens().files_with_name(story, "王小明", "13800001234")
    person.shot("receipt")
    person.writes(receipt[-4:], "menu")
    number = triaged(officers, story)
    assert "王小明" not in officers("li").page.content()
    person.looks_up(receipt).sees("正在核查").sees("承办单位：您的线索已受理。")
    concluded(officers, story, number)
    person.sees(f"承办单位：{OUTCOME}").sees("核查结论：查实")
    person.shot("answered")


def test_an_anonymous_report_without_script_is_answered_and_looked_up(reporter: Reporters, officers: Officers) -> None:
    story = "匿名：桥头有人收过路费。"
    person = reporter(1280, script=False)
    receipt = person.opens().files(story)
    person.shot("receipt")
    person.writes(receipt[-4:], "menu")
    number = triaged(officers, story)
    other = reporter(360, script=False).opens().looks_up(receipt)
    other.sees("正在核查")
    other.presses("answer", "write").writes("补充：车牌尾号 123。", "progress")
    wang = officers("wang")
    wang.opens_lead(story, number)
    expect(wang.page.locator("#thread")).to_contain_text("补充：车牌尾号 123。")
    concluded(officers, story, number)
    other.sees(OUTCOME)


def test_a_caller_is_helped_by_an_officer_with_a_ticket(
    reporter: Reporters, officers: Officers, office: Office
) -> None:
    story = "来电：有人强迫商户买他们的沙子。"
    wang = officers("wang")
    wang.opens("/admin/tickets").page.locator('input[value="phone"]').check()
    wang.page.locator('form[action="/admin/tickets"] button').click()
    digits = wang.page.locator("#ticket-code").inner_text()
    assert re.fullmatch(r"[\d ]{14}", digits)
    desk = reporter(1280).opens("/ticket")
    desk.page.locator("#ticket").fill(digits)
    desk.page.locator("main form button").click()
    receipt = desk.files(story)
    number = wang.opens_lead(story)
    expect(wang.page.locator("main")).to_contain_text("来电")
    wang.answers("已登记受理。").moves("screen")
    caller = reporter(360).opens().looks_up(receipt).sees("已登记受理。")
    assert number not in caller.words


def test_a_report_by_telegram_is_answered_and_looked_up_there(officers: Officers, office: Office) -> None:
    story = "电报：他们每月来收保护费。"
    chat = office.telegram.chat()
    steps = (
        ("", "/start", "想办什么"), ("我要举报", "", "有危险吗"), ("没有，现在安全", "", "先说清楚"),
        ("知道了，开始", "", "公职人员"), ("没有", "", "哪些单位不能看到"), ("下一步", "", "匿名，还是实名"),
        ("匿名", "", "哪一类"), ("市场流通", "", "发生在哪里"), ("东试镇", "", "发生了什么"), ("", story, "接着写"),
        ("直接提交", "", "请核对"), ("确认提交", "", "您的回执码"),
    )  # fmt: skip
    for label, text, then in steps:
        if text:
            chat.says(text)
        else:
            chat.presses(label)
        chat.wait_for(then, 20)
    found = re.search(r"\d{4}( \d{4}){4}", chat.screen().text)
    assert found is not None
    chat.says(found[0][-4:])
    chat.wait_for("已从我们这里清除", 20)
    triaged(officers, story)
    chat.says(f"/track {found[0]}")
    shown = chat.wait_for("正在核查", 20)
    assert "承办单位：您的线索已受理。" in shown.text

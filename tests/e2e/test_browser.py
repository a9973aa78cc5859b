"""What the small script promises, and how pages look at the widths people have."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Route, expect

from tests.e2e.people import Office, Reporter

pytestmark = [
    pytest.mark.needs_chromium,
    pytest.mark.slow,
    pytest.mark.parametrize("office", ["serve"], indirect=True),
]
Reporters = Callable[..., Reporter]
SMALL = """
[...document.querySelectorAll('a, button, input, textarea, summary')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && box.height < 47.5 && !['checkbox', 'radio'].includes(one.type)
    && !one.classList.contains('skip');
}).map(one => one.outerHTML.slice(0, 80))
"""


def test_enter_goes_on(reporter: Reporters) -> None:
    person = reporter().opens().at("menu").presses("track", "track")
    person.field.fill("1234")
    person.field.press("Enter")
    expect(person.page.locator(".error-text")).to_contain_text("请再数一数")
    assert person.page.locator("html").get_attribute("lang") == "zh-CN"


def test_when_the_network_fails_page_and_text_stay(reporter: Reporters) -> None:
    person = reporter().opens().comes_to_the_story()
    person.page.route("**/*", lambda route: route.abort())
    person.field.fill("写了很久的话")
    person.button("next").click()
    expect(person.page.locator(".failed")).to_contain_text("网络断了，内容还在，请再试")
    assert person.field.input_value() == "写了很久的话"
    person.page.unroute("**/*")
    person.presses("next", "place")


@pytest.mark.parametrize("status", [413, 500, 503])
def test_an_error_page_never_takes_the_text_away(reporter: Reporters, status: int) -> None:
    person = reporter().opens().comes_to_the_story()
    body = "<html><body><main><h1>未提交，请稍后再试</h1></main></body></html>"

    def fails(route: Route) -> None:
        route.fulfill(status=status, body=body, content_type="text/html; charset=utf-8")

    person.page.route("**/*", fails)
    person.field.fill("写了很久的话")
    person.button("next").click()
    expect(person.page.locator(".failed")).to_contain_text("未提交，请稍后再试")
    assert person.field.input_value() == "写了很久的话"


def test_the_browsers_own_back_goes_one_question_back_and_keeps_the_text(reporter: Reporters) -> None:
    person = reporter().opens().comes_to_the_story()
    person.field.fill("还没写完")
    person.page.go_back()
    person.at("area")
    person.page.locator('button[value="next"]:not([aria-hidden])').first.click()
    person.at("what")
    assert person.field.input_value() == "还没写完"


def test_without_script_back_and_forward_lose_nothing(reporter: Reporters) -> None:
    person = reporter(script=False).opens().comes_to_the_story().writes("讲过的话", "place")
    person.page.go_back()
    person.page.go_forward()
    person.opens().at("place").presses("back", "what")
    assert person.field.input_value() == "讲过的话"


def test_a_double_click_shows_one_receipt(reporter: Reporters) -> None:
    person = reporter().opens().comes_to_the_story().writes("只报一次", "place").presses("submit_now", "review")
    person.button("submit").dblclick()
    shown = person.at("receipt").receipt
    assert person.opens().at("receipt").receipt == shown


def leaving(person: Reporter, how: Callable[[], object]) -> list[str]:
    """The kinds of dialogs that leaving brings up; each is accepted."""
    seen: list[str] = []

    def accept(dialog: Dialog) -> None:
        seen.append(dialog.type)
        dialog.accept()

    person.page.on("dialog", accept)
    how()
    return seen


def test_leaving_the_receipt_page_is_warned_of(reporter: Reporters) -> None:
    person = reporter().opens()
    person.files("离开前要抄下来")
    person.page.locator("h1").click()
    assert leaving(person, lambda: person.page.goto("about:blank")) == ["beforeunload"]


def test_leaving_quickly_is_never_held_up(reporter: Reporters, office: Office) -> None:
    person = reporter().opens()
    person.files("要马上离开")
    person.page.route("**/leave", lambda route: route.fulfill(body="elsewhere", content_type="text/html"))

    def go() -> None:
        person.page.locator(".quick-exit").click()
        person.page.wait_for_url("**/leave")

    assert leaving(person, go) == []


def test_no_other_page_warns(reporter: Reporters) -> None:
    person = reporter().opens().comes_to_the_story()
    person.field.fill("写了一点")
    assert leaving(person, lambda: person.page.goto("about:blank")) == []


def test_paper_shows_the_digits_and_what_to_do_with_them_only(reporter: Reporters) -> None:
    person = reporter(1280).opens()
    receipt = person.files("要打印")
    person.page.emulate_media(media="print")
    words = person.page.locator("body").inner_text()
    assert receipt == "".join(char for char in words.partition("查进度")[0] if char.isdigit())
    for word in ("便民服务", "您的回执码", "已提交", "存成图片", "最后四位", "110", "演示"):
        assert word not in words


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_pages_fit_the_screen_and_buttons_the_thumb(reporter: Reporters, width: int) -> None:
    person = reporter(width).opens()
    person.at("menu")
    fits(person, "menu")
    person.presses("policy", "policy")
    fits(person, "policy")
    person.presses("menu", "menu").comes_to_the_story()
    fits(person, "what")
    person.writes("一个很长没有空格的词" + "x" * 80, "place").presses("submit_now", "review")
    fits(person, "review")
    receipt = person.presses("submit", "receipt").receipt
    fits(person, "receipt")
    person.writes(receipt[-4:], "menu").looks_up(receipt)
    fits(person, "progress")


def fits(person: Reporter, name: str) -> None:
    """No sideways scroll, nothing to press lower than 48 px, base type of 18 px; and a picture is kept."""
    person.shot(name)
    wide = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, (name, wide)
    assert person.page.evaluate(SMALL) == [], name
    assert person.page.evaluate("getComputedStyle(document.body).fontSize") == "18px"


def test_a_whole_report_can_be_filed_by_keyboard(reporter: Reporters) -> None:
    person = reporter().opens().comes_to_the_story()
    assert person.page.evaluate("document.activeElement.tagName") == "H1"
    person.page.keyboard.press("Tab")
    assert person.page.evaluate("document.activeElement.name") == "text"
    person.page.keyboard.type("用键盘写的话")
    person.page.keyboard.press("Tab")
    person.page.keyboard.press("Enter")
    person.at("place")

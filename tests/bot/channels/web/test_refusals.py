"""What is refused or cannot be kept: calmly, by name, and with the text still there."""

import sqlite3

import pytest

from tests.bot.lines import Line
from tests.citizen import Citizen

pytestmark = pytest.mark.anyio
STRANGER = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}


async def test_a_form_from_another_site_is_refused(citizen: Citizen) -> None:
    await citizen.walk("place")
    refused = await citizen.http.post("/", data={"step": "place", "action": "submit_now"}, headers=STRANGER)
    assert refused.status_code == 403
    assert (await citizen.look()).step == "place"


async def test_a_body_beyond_all_measure_is_413_as_a_page(citizen: Citizen) -> None:
    refused = await citizen.http.post("/", content=b"text=" + b"a" * 800_000)
    assert refused.status_code == 413
    assert "内容太大" in refused.text


async def test_a_text_three_times_too_long_still_arrives_and_stays(citizen: Citizen) -> None:
    await citizen.walk("what")
    page = await citizen.answer("what", text="长" * 60_000, action="next")
    assert "超出 40000 字" in page.words
    assert page.text.count("长") >= 60_000


async def test_more_text_than_a_draft_holds_is_given_back(citizen: Citizen) -> None:
    await citizen.walk("place")
    for step in ("place", "when"):
        sent = await citizen.post(step, text="a" * 700_000, action="back")
    assert sent.status_code == 413
    assert "内容太长" in sent.text
    assert "a" * 700_000 in sent.text


async def test_another_name_of_the_host_is_refused(citizen: Citizen) -> None:
    refused = await citizen.http.get("/", headers={"Host": "elsewhere.example"})
    assert refused.status_code == 421


async def test_a_made_up_cookie_opens_nothing(line: Line, citizen: Citizen) -> None:
    for value in ("0" * 64, "zz", "../../etc", "0" * 63 + "G"):
        answer = await citizen.http.get("/", headers={"Cookie": f"chat={value}"})
        assert answer.status_code == 200
        assert "接着填举报" not in answer.text


async def test_a_broken_store_says_not_submitted_and_gives_the_text_back(own_line: Line) -> None:
    citizen = own_line.citizen()
    await citizen.walk("what")
    with sqlite3.connect(own_line.folder / "bot" / "bot.db") as broken:
        broken.execute("DROP TABLE drafts")
    sent = await citizen.post("what", text="第一行\r\n<第二行>", action="next")
    assert sent.status_code == 503
    assert "未提交，请稍后再试" in sent.text
    assert "第一行\r\n&lt;第二行&gt;" in sent.text or "第一行\n&lt;第二行&gt;" in sent.text
    assert '<input type="hidden" name="step" value="what">' in sent.text
    shown = await citizen.http.get("/")
    assert shown.status_code == 503
    assert "已经提交的不受影响" in shown.text


async def test_an_outbox_that_takes_nothing_keeps_the_draft(own_line: Line) -> None:
    citizen = own_line.citizen()
    await citizen.walk("review", "要留住的话")
    with sqlite3.connect(own_line.folder / "bot" / "bot.db") as broken:
        broken.execute("ALTER TABLE outbox_leads RENAME TO away")
    page = await citizen.answer("review", action="submit")
    assert "未提交，请稍后再试" in page.words
    assert "要留住的话" in page.words
    with sqlite3.connect(own_line.folder / "bot" / "bot.db") as mended:
        mended.execute("ALTER TABLE away RENAME TO outbox_leads")
    assert (await citizen.answer("review", action="submit")).receipt


async def test_without_cookies_the_page_says_why_it_goes_nowhere(line: Line) -> None:
    citizen = line.citizen()
    sent = await citizen.post("menu", press="report")
    citizen.http.cookies.clear()
    page = await citizen.http.get(sent.headers["location"])
    assert "cookie" in page.text
    assert "再试一次" in page.text


async def test_with_cookies_nothing_of_that_is_said(citizen: Citizen) -> None:
    sent = await citizen.post("menu", press="report")
    page = await citizen.http.get(sent.headers["location"], follow_redirects=True)
    assert "浏览器没有收下" not in page.text
    assert str(page.url).endswith("/")


async def test_a_file_that_is_posted_all_the_same_is_left_out(citizen: Citizen) -> None:
    await citizen.walk("what")
    sent = await citizen.http.post("/", data={"step": "what", "text": "x"}, files={"photo": ("a.jpg", b"x")})
    assert sent.status_code in (303, 400)


async def test_before_any_policy_is_believed_the_chat_says_so_before_the_story(own_line: Line) -> None:
    own_line.bot.policies.pin("1:" + "0" * 64)
    page = await own_line.citizen().answer("menu", press="report")
    assert "还没有开通" in page.words

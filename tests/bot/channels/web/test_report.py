"""A report on the web: nothing typed is lost, nothing is filed twice."""

import asyncio

import pytest

from tests.bot.lines import Line
from tests.citizen import SHORTEST, Citizen

pytestmark = pytest.mark.anyio
STORY_LIMIT = 20_000
NAMED = {
    **SHORTEST,
    "identity": {"press": "named"},
    "place": {"text": "桥头", "action": "next"},
    "when": {"action": "skip"},
    "who": {"action": "skip"},
    "how_known": {"action": "skip"},
    "victims": {"action": "skip"},
    "evidence": {"action": "skip"},
    "reward_wish": {"press": "no"},
    "name": {"text": "王小明", "action": "next"},
    "phone": {"text": "13800001234", "action": "next"},
}


def value_of(page: str) -> str:
    """What stands in the page's text area."""
    return page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0].removeprefix("\n")


async def test_an_anonymous_report_reaches_the_ledger(line: Line, citizen: Citizen) -> None:
    before = await line.leads()
    receipt = await citizen.file()
    assert await line.leads() == before + 1
    assert len(receipt.reveal()) == 20


async def test_a_named_report_is_filed_with_its_identity_sealed(line: Line, citizen: Citizen) -> None:
    review = await citizen.walk("review", answers=NAMED)
    assert "实名提交" in review.words
    assert "13800001234" in review.words
    await citizen.file(answers=NAMED)


async def test_a_text_that_is_too_long_stays_whole_and_is_told(citizen: Citizen) -> None:
    await citizen.walk("what")
    story = "长" * (STORY_LIMIT + 7)
    page = await citizen.answer("what", text=story, action="next")
    assert page.step == "what"
    assert "超出 7 字" in page.words
    assert value_of(page.text) == story
    assert value_of((await citizen.look()).text) == story


async def test_line_breaks_count_once_as_they_are_seen(citizen: Citizen) -> None:
    await citizen.walk("what")
    story = "\r\n".join(["行"] * (STORY_LIMIT // 2))
    assert len(story.replace("\r\n", "\n")) == STORY_LIMIT - 1
    page = await citizen.answer("what", text=story, action="next")
    assert page.step == "place"


async def test_a_page_left_empty_is_told_and_stays(citizen: Citizen) -> None:
    await citizen.walk("what")
    page = await citizen.answer("what", text="  ", action="next")
    assert page.step == "what"
    assert "要写几句" in page.words


async def test_a_wrong_phone_number_stays_to_be_mended(citizen: Citizen) -> None:
    await citizen.walk("phone", answers=NAMED)
    page = await citizen.answer("phone", text="12345", action="next")
    assert 'value="12345"' in page.text
    assert "内容还在" in page.words


@pytest.mark.parametrize("action", ["back", "save", "cancel", "submit_now", "next"])
async def test_what_is_typed_is_kept_whatever_the_button(citizen: Citizen, action: str) -> None:
    await citizen.walk("place")
    await citizen.answer("place", text="砂场门口", action=action)
    await citizen.answer("review", action="edit:place")
    page = await citizen.look()
    if page.step != "place":
        await citizen.answer(page.step, press="no" if page.step == "cancel" else "resume")
        page = await citizen.answer((await citizen.look()).step, action="edit:place")
    assert value_of(page.text) == "砂场门口"


async def test_a_question_in_the_middle_keeps_page_and_text(citizen: Citizen) -> None:
    await citizen.walk("what")
    page = await citizen.answer("what", text="刚写一半", question="匿名举报会受理吗", action="ask")
    assert page.step == "what"
    assert value_of(page.text) == "刚写一半"
    assert "匿名的照样受理" in page.words


async def test_related_questions_keep_the_text_too(citizen: Citizen) -> None:
    await citizen.walk("what")
    page = await citizen.answer("what", text="刚写一半", action="faq:report_anon")
    assert value_of(page.text) == "刚写一半"
    assert 'form="answer" name="action" value="faq:' in page.text or "card" in page.text


async def test_a_page_gone_back_to_in_the_browser_is_taken_as_its_edit(citizen: Citizen) -> None:
    await citizen.walk("place")
    page = await citizen.answer("what", text="从头再讲：桥头收钱。", action="next")
    assert page.step == "place"
    assert "从头再讲" in (await citizen.answer("place", action="submit_now")).words


async def test_a_draft_is_gone_on_with_in_the_same_browser_and_in_no_other(line: Line, citizen: Citizen) -> None:
    await citizen.walk("place")
    saved = await citizen.answer("place", text="砂场门口", action="save")
    assert "24 小时内" in saved.words
    assert "接着填举报" in saved.words
    assert "接着填举报" not in (await line.citizen().look()).words
    assert value_of((await citizen.answer("menu", press="resume")).text) == "砂场门口"


async def test_a_double_click_files_once(line: Line, citizen: Citizen) -> None:
    await citizen.walk("review")
    before = await line.leads()
    await asyncio.gather(*(citizen.post("review", action="submit") for _ in range(4)))
    page = await citizen.look()
    assert page.receipt
    assert await line.leads() == before + 1


async def test_a_second_click_shows_the_same_receipt(line: Line, citizen: Citizen) -> None:
    receipt = await citizen.file()
    again = await citizen.answer("review", action="submit")
    assert again.receipt.reveal() == receipt.reveal()


async def test_eight_people_at_the_same_instant_each_have_a_receipt_of_their_own(line: Line) -> None:
    before = await line.leads()
    people = [line.citizen() for _ in range(8)]
    for person in people:
        await person.walk("review")
    await asyncio.gather(*(person.post("review", action="submit") for person in people))
    receipts = {(await person.look()).receipt.reveal() for person in people}
    assert len(receipts) == 8
    assert await line.leads() == before + 8


async def test_cancelling_asks_first(citizen: Citizen) -> None:
    await citizen.walk("place")
    page = await citizen.answer("place", action="cancel")
    assert "全部删除" in page.words
    done = await citizen.answer("cancel", press="yes")
    assert "接着填举报" not in done.words


async def test_wiping_says_so_and_takes_the_cookie_away(citizen: Citizen) -> None:
    await citizen.walk("place")
    await citizen.answer("place", action="wipe")
    sent = await citizen.post("wipe", press="yes")
    assert "已清除" in sent.text
    assert 'chat=""' in "".join(sent.headers.get_list("set-cookie"))
    assert "接着填举报" not in (await citizen.look()).words


async def test_from_what_is_required_on_every_page_offers_to_submit(citizen: Citizen) -> None:
    assert 'value="submit_now"' not in (await citizen.walk("what")).text
    page = await citizen.walk("place")
    while page.step not in ("review", "reward_wish"):
        assert 'value="submit_now"' in page.text, page.step
        page = await citizen.answer(page.step, action="skip")

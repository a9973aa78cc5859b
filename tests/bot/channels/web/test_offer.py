"""A wrong told in the web chat's question field, without JavaScript: begun with, or forgotten."""

import pytest

from storage.faq_asked import Asked
from tests.bot.channels.web.test_report import value_of
from tests.bot.lines import Line
from tests.citizen import Citizen, Page

pytestmark = pytest.mark.anyio
TOLD = "他们每个月来我店里收保护费，不给就砸东西。"
NEAREST = 'name="action" value="faq:'


async def told(citizen: Citizen, text: str = TOLD) -> Page:
    await citizen.answer("menu", press="policy")
    return await citizen.answer("policy", text=text, action="next")


async def asked_in_vain(line: Line) -> list[Asked]:
    async with line.bot.store.read() as work:
        return await work.faq_asked.untold(100)


async def test_the_report_begins_with_the_words_and_its_story_holds_them(line: Line, citizen: Citizen) -> None:
    page = await told(citizen)
    assert page.step == "offer"
    assert TOLD in page.words
    assert page.text.count('name="press"') == 2
    page = await citizen.answer("offer", press="yes")
    assert page.step == "danger"
    page = await citizen.walk("what")
    assert value_of(page.text) == TOLD
    before = await line.leads()
    page = await citizen.answer("what", text=value_of(page.text), action="next")
    await citizen.answer(page.step, action="submit_now")
    assert TOLD in (await citizen.look()).words
    await citizen.answer("review", action="submit")
    assert (await citizen.look()).receipt
    assert await line.leads() == before + 1


async def test_a_reload_shows_the_same_offer(citizen: Citizen) -> None:
    await told(citizen)
    assert (await citizen.look()).step == "offer"
    page = await citizen.answer("offer", action="language")
    assert "Begin a report with these words" in page.words


async def test_only_asking_shows_the_nearest_questions_and_forgets_the_words(citizen: Citizen) -> None:
    await told(citizen)
    page = await citizen.answer("offer", press="no")
    assert page.step == "policy"
    assert NEAREST in page.text
    assert TOLD not in page.text
    await citizen.answer("policy", action="menu")
    assert value_of((await citizen.walk("what")).text) == ""


async def test_danger_shows_110_before_the_offer(citizen: Citizen) -> None:
    page = await told(citizen, "救命，他们拿着刀在砸我家门")
    assert page.step == "offer"
    assert page.words.index("110") < page.words.index("要用这段话开始举报吗")


async def test_three_who_tell_the_same_wrong_and_only_ask_are_no_unanswered_question(line: Line) -> None:
    for _ in range(3):
        somebody = line.citizen()
        await told(somebody, "天天有人来我摊上收保护费，没人管得了")
        await somebody.answer("offer", press="no")
    assert "天天有人来我摊上收保护费" not in repr(await asked_in_vain(line))
    assert not [one for one in await asked_in_vain(line) if "保护费" in one.text]

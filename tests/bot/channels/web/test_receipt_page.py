"""The receipt page: shown again and again until the reporter has it on paper."""

import re

import pytest

from tests.bot.lines import Line
from tests.citizen import Citizen

pytestmark = pytest.mark.anyio


async def test_reload_shows_the_receipt_again(citizen: Citizen) -> None:
    receipt = await citizen.file()
    for _ in range(3):
        assert (await citizen.look()).receipt.reveal() == receipt.reveal()


async def test_a_lost_answer_loses_nothing(citizen: Citizen) -> None:
    await citizen.walk("review")
    await citizen.post("review", action="submit")
    receipt = (await citizen.look()).receipt
    assert (await citizen.answer("review", action="submit")).receipt.reveal() == receipt.reveal()


async def test_going_back_in_the_browser_comes_to_the_receipt_again(citizen: Citizen) -> None:
    receipt = await citizen.file()
    assert (await citizen.answer("what", text="再改一下", action="next")).receipt.reveal() == receipt.reveal()
    menu = await citizen.answer("receipt", action="menu")
    assert "再看回执码" in menu.words
    assert (await citizen.answer("menu", press="receipt")).receipt.reveal() == receipt.reveal()


async def test_the_digits_are_in_groups_that_do_not_break(citizen: Citizen) -> None:
    receipt = await citizen.file()
    page = await citizen.look()
    assert re.findall(r"<span>(\d+)</span>", page.text) == receipt.grouped().split()


async def test_wrong_last_digits_are_told_and_the_receipt_stays(citizen: Citizen) -> None:
    receipt = await citizen.file()
    page = await citizen.answer("receipt", text="0000" if receipt.reveal()[-4:] != "0000" else "1111", action="next")
    assert "不一样" in page.words
    assert page.receipt.reveal() == receipt.reveal()


async def test_once_confirmed_it_is_nowhere_any_more(citizen: Citizen) -> None:
    receipt = await citizen.file()
    page = await citizen.leave_receipt(receipt)
    assert "已从我们这里清除" in page.words
    assert receipt.reveal()[:4] not in page.words
    assert "再看回执码" not in page.words
    assert (await citizen.http.get("/receipt.png")).status_code == 404


async def test_its_picture_is_for_this_browser_only(line: Line, citizen: Citizen) -> None:
    await citizen.file()
    picture = await citizen.http.get("/receipt.png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["cache-control"] == "no-store"
    assert (await line.citizen().http.get("/receipt.png")).status_code == 404


async def test_only_this_page_warns_before_leaving(citizen: Citizen) -> None:
    assert 'data-leaving=""' in (await citizen.look()).text
    await citizen.file()
    assert 'data-leaving="请先记下回执码再离开"' in (await citizen.look()).text


async def test_the_story_has_left_the_draft(citizen: Citizen) -> None:
    await citizen.file("只有我知道的故事")
    assert "只有我知道的故事" not in (await citizen.look()).text
    page = await citizen.answer("review", action="edit:what")
    assert "只有我知道的故事" not in page.text

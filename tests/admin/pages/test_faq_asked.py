"""Questions tried by editors and asked in vain by citizens, made an alias at one press."""


import pytest

from faq.corpus import shipped
from tests.admin.desk import Browser, Desk
from tests.admin.editors import acts, ask_in_vain, served

pytestmark = pytest.mark.anyio


@pytest.fixture
async def wang(desk: Desk) -> Browser:
    return await desk.browser("wang")


async def test_the_box_shows_zone_ids_scores_and_why(wang: Browser) -> None:
    page = await wang.send("/admin/faq/try", text="匿名举报会受理吗")
    assert "直接回答" in page
    assert "report_anon · 0." in page or "report_anon · 1.00" in page
    assert "nearest wording" in page
    assert "答不了" in await wang.send("/admin/faq/try", text="明天股票会涨吗")


async def test_one_press_makes_what_was_tried_an_alias(desk: Desk, wang: Browser) -> None:
    page = await wang.send("/admin/faq/try/alias", entry_id="report_anon", text="不露脸不留底能告他们不")
    assert "直接回答" in page
    assert (await served(desk)).corpus["report_anon"].aliases[-1] == "不露脸不留底能告他们不"
    again = await wang.send("/admin/faq/try/alias", entry_id="report_anon", text="不露脸不留底能告他们不？")
    assert "已设为" in again
    assert await acts(desk) == ["faq_changed"]


async def test_an_alias_of_another_entry_is_refused(desk: Desk, wang: Browser) -> None:
    taken = shipped()["report_how"].aliases[0]
    page = await wang.send("/admin/faq/try/alias", 422, entry_id="report_anon", text=taken)
    assert "已经是另一条（report_how）的问法" in page
    assert (await served(desk)).serial == 0


async def test_questions_asked_in_vain_are_listed_with_the_day_and_what_lies_near(desk: Desk, wang: Browser) -> None:
    await ask_in_vain(desk)
    await ask_in_vain(desk, "匿名举报会不会给钱", 2, "report_anon")
    page = await wang.open("/admin/faq/asked")
    assert "食堂几点开饭" in page
    assert "2026-11-20" in page
    assert "群众说没帮助的回答" in page
    assert page.count('name="entry_id" value=') >= 4


async def test_one_press_makes_a_question_an_alias_and_takes_it_off_the_list(desk: Desk, wang: Browser) -> None:
    for number in (1, 2):
        await ask_in_vain(desk, number=number)
    page = await wang.send("/admin/faq/asked/alias", question_id="01" * 16, entry_id="report_how")
    assert "已设为" in page
    assert "食堂几点开饭" in (await served(desk)).corpus["report_how"].aliases
    assert "<h2 id=" not in page
    assert await acts(desk) == ["faq_changed"]


async def test_a_question_can_be_set_aside(desk: Desk, wang: Browser) -> None:
    await ask_in_vain(desk)
    page = await wang.send("/admin/faq/asked/settle", question_id="01" * 16)
    assert "现在没有" in page
    assert await acts(desk) == ["faq_question_settled"]
    await wang.send("/admin/faq/asked/settle", 404, question_id="01" * 16)


async def test_an_unknown_entry_changes_nothing_and_the_question_stays(desk: Desk, wang: Browser) -> None:
    await ask_in_vain(desk)
    page = await wang.send("/admin/faq/asked/alias", 422, question_id="01" * 16, entry_id="no_such")
    assert "没有这个编号" in page
    assert "食堂几点开饭" in page

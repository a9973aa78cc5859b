"""From citizens' questions over the courier to the editors' list: the whole way, in both hosts."""

import re

import pytest

from kit import clock
from tests.admin.desk import Desk
from tests.bot.lines import Line
from tests.citizen import Citizen

pytestmark = pytest.mark.anyio
ASKED = "食堂几点开饭呢"
PLAIN = "食堂几点开饭"


async def listed(line: Line) -> list[tuple[str, str, str]]:
    await line.bot.courier.round()
    async with line.admin.ledger.read() as work:
        return [(one.text, one.kind, one.entry_id) for one in await work.faq_questions.newest()]


async def ask(line: Line, text: str = ASKED) -> Citizen:
    citizen = line.citizen()
    await citizen.answer("menu", question=text)
    return citizen


async def test_three_browsers_in_vain_reach_the_editors_and_the_alias_answers_the_fourth(own_line: Line) -> None:
    for _ in range(2):
        again = await ask(own_line)
        await again.answer("menu", question=ASKED)
    assert await listed(own_line) == []
    await ask(own_line)
    assert await listed(own_line) == [(PLAIN, "unanswered", "")]
    desk = Desk(own_line.admin, own_line.founded)
    wang = await desk.browser("wang")
    question = re.search(r'name="question_id" value="(\w+)"', await wang.open("/admin/faq/asked"))
    assert question is not None
    await wang.send("/admin/faq/asked/alias", question_id=question[1], entry_id="report_how")
    assert await listed(own_line) == []
    page = await (await ask(own_line)).look()
    assert "zone-answer" in page.text
    assert own_line.bot.corpus.desk.ask(ASKED).id == "report_how"


async def test_what_is_asked_in_a_report_never_gets_there(own_line: Line) -> None:
    for _ in range(4):
        citizen = own_line.citizen()
        await citizen.walk("what")
        await citizen.answer("what", question=ASKED)
        await citizen.answer("what", text="写了一半", action="menu")
        await citizen.answer("menu", question=ASKED)
    assert await listed(own_line) == []


async def test_what_an_officer_types_for_a_caller_is_not_counted(own_line: Line) -> None:
    for number in range(4):
        citizen = own_line.citizen()
        await citizen.http.post("/ticket", data={"ticket": f"{number:012}"})
        await citizen.answer("menu", question=ASKED)
    assert await listed(own_line) == []


async def test_an_answer_that_did_not_help_three_is_listed_with_what_they_asked(own_line: Line) -> None:
    for _ in range(3):
        citizen = await ask(own_line, "匿名举报会受理吗")
        page = await citizen.look()
        assert "有帮助" in page.words
        page = await citizen.answer("menu", action="rate:no:report_anon")
        assert "换个说法" in page.words
    assert [(kind, entry) for _, kind, entry in await listed(own_line)] == [("unhelpful", "report_anon")]
    async with own_line.admin.ledger.read() as work:
        votes = (await work.faq_questions.votes())["report_anon"]
        (row,) = await work.faq_questions.newest()
    assert (votes.helped, votes.unhelped) == (0, 3)
    assert row.day == clock.local_day(clock.now(), own_line.bot.settings.zone)


async def test_votes_wait_while_the_admin_host_is_silent_and_count_once(own_line: Line) -> None:
    citizen = await ask(own_line, "匿名举报会受理吗")
    await citizen.answer("menu", action="rate:yes:report_anon")
    own_line.door.shut = True
    await own_line.bot.courier.round()
    own_line.door.shut = False
    for _ in range(2):
        await own_line.bot.courier.round()
    async with own_line.admin.ledger.read() as work:
        assert (await work.faq_questions.votes())["report_anon"].helped == 1

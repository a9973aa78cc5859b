"""A look-up by receipt on the web."""

import asyncio

import pytest

from admin.leads.case import open_case
from admin.leads.deadlines import Moment, rules_of
from admin.leads.writing import Letter, write_answer
from kit import clock
from storage.vault.receipt import Receipt
from storage.vault.thread import AnswerKind
from tests.bot.lines import Line
from tests.citizen import Citizen

pytestmark = pytest.mark.anyio


async def filed(line: Line) -> Receipt:
    reporter = line.citizen()
    receipt = await reporter.file()
    await reporter.leave_receipt(receipt)
    return receipt


async def answer_all(line: Line, text: str) -> None:
    """The office answers every lead it finds in the queue."""
    signed = await line.founded.acting(line.admin, "wang")
    async with line.admin.ledger.begin() as work:
        entries = await work.access.latest("lead_stored")
        assert entries is not None
        assert entries.lead_id is not None
        number = (await work.leads.clear_columns(entries.lead_id)).number
        case = await open_case(work, signed, number)
        moment = Moment(clock.now(), line.admin.settings.zone, await rules_of(work))
        letter = Letter(AnswerKind.ACCEPTANCE, text, case.lead.version, case.lead.messages)
        await write_answer(work, signed, case, letter, moment)


def mistyped(receipt: Receipt) -> str:
    digits = receipt.reveal()
    return digits[:7] + str((int(digits[7]) + 1) % 10) + digits[8:]


async def test_before_delivery_it_is_under_way(line: Line, citizen: Citizen) -> None:
    page = await citizen.look_up(await filed(line))
    assert page.step == "progress"
    assert "正在送达" in page.words
    await line.deliver()
    assert "已受理" in (await citizen.look()).words


async def test_an_answer_is_read_and_written_back_to(own_line: Line) -> None:
    citizen = own_line.citizen()
    receipt = await filed(own_line)
    await own_line.deliver()
    await answer_all(own_line, "请补充车牌。")
    page = await citizen.look_up(receipt)
    assert "承办单位：请补充车牌。" in page.words
    await citizen.answer("progress", press="answer")
    sent = await citizen.answer("write", text="尾号 123", action="next")
    assert "已发出" in sent.words
    await own_line.deliver()
    assert "您的补充已送达" in (await citizen.look()).words


async def test_a_wrong_digit_is_told_at_once_and_may_be_mended(line: Line, citizen: Citizen) -> None:
    receipt = await filed(line)
    await citizen.answer("menu", press="track")
    asked = len(line.door.asked)
    page = await citizen.answer("track", text=mistyped(receipt), action="next")
    assert "有一位打错了" in page.words
    assert f'value="{mistyped(receipt)}"' in page.text
    assert len(line.door.asked) == asked
    assert mistyped(receipt) not in (await citizen.look()).text
    assert (await citizen.answer("track", text=receipt.reveal(), action="next")).step == "progress"


async def test_too_few_digits_are_told_at_once(citizen: Citizen) -> None:
    await citizen.answer("menu", press="track")
    page = await citizen.answer("track", text="1234 5678", action="next")
    assert "请再数一数" in page.words
    assert 'value="1234 5678"' in page.text


async def test_an_unknown_receipt_asks_the_same_of_both_hosts_as_a_known_one(line: Line, citizen: Citizen) -> None:
    known, unknown = await filed(line), Receipt.generate()
    await line.deliver()
    asked = []
    for receipt in (known, unknown):
        await citizen.answer("menu", press="track")
        line.door.asked.clear()
        await citizen.post("track", text=receipt.reveal(), action="next")
        asked.append(list(line.door.asked))
        await citizen.answer("progress", action="forget")
    assert asked[0] == asked[1] == ["/api/v1/threads/look-up"]


async def test_an_unknown_receipt_stays_in_its_field(citizen: Citizen) -> None:
    await citizen.answer("menu", press="track")
    unknown = Receipt.generate().grouped()
    page = await citizen.answer("track", text=unknown, action="next")
    assert "没有找到" in page.words
    assert unknown in page.text


async def test_strangers_who_guess_lock_nobody_out(line: Line, citizen: Citizen) -> None:
    receipt = await filed(line)
    strangers = [line.citizen() for _ in range(10)]
    for stranger in strangers:
        await stranger.answer("menu", press="track")
    for _ in range(3):
        guesses = (stranger.post("track", text=Receipt.generate().reveal(), action="next") for stranger in strangers)
        await asyncio.gather(*guesses)
    assert (await citizen.look_up(receipt)).step == "progress"


async def test_an_inside_host_that_is_silent_is_told_and_nothing_is_lost(own_line: Line) -> None:
    citizen = own_line.citizen()
    receipt = await filed(own_line)
    assert (await citizen.look_up(receipt)).step == "progress"
    other = Receipt.generate().grouped()
    await citizen.answer("progress", action="forget")
    own_line.door.shut = True
    page = await citizen.look_up(Receipt.parse(other))
    assert "暂时查不了" in page.words
    assert other in page.text


async def test_leaving_erases_what_was_found(line: Line, citizen: Citizen) -> None:
    await citizen.look_up(await filed(line))
    page = await citizen.answer("progress", action="forget")
    assert "已退出" in page.words
    assert "回到查询结果" not in page.words


async def test_a_message_back_is_kept_when_it_is_too_long(line: Line, citizen: Citizen) -> None:
    await citizen.look_up(await filed(line))
    await citizen.answer("progress", press="facts")
    text = "补" * 5003
    page = await citizen.answer("write", text=text, action="next")
    assert "超出 3 字" in page.words
    assert text in page.text

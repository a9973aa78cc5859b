"""The real dialog and its real texts, walked on Telegram by the buttons a person sees."""

import re
from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.connection import TelegramChannel
from bot.dialog.model import Report
from tests.bot.channels.telegram.conftest import running
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_dialog import DialogPeer
from tests.fakes.telegram_people import Chat

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("real_channel")]

RECEIPT = re.compile(r"\d{4} \d{4} \d{4} \d{4} \d{4}")


@pytest.fixture
def peer() -> DialogPeer:
    return DialogPeer()


@pytest.fixture
async def real_channel(telegram: FakeTelegram, peer: DialogPeer) -> AsyncIterator[TelegramChannel]:
    async with running(telegram, peer, texts=peer.texts) as made:
        yield made


@pytest.fixture
def chat(telegram: FakeTelegram) -> Chat:
    return telegram.chat()


async def presses(chat: Chat, label: str, then: str) -> None:
    chat.presses(label)
    await chat.sees(then)


async def says(chat: Chat, text: str, then: str) -> None:
    chat.says(text)
    await chat.sees(then)


async def begin(chat: Chat) -> None:
    """From nothing to the story."""
    await says(chat, "/start", "想办什么")
    await presses(chat, "我要举报", "有危险吗")
    await to_the_story(chat)


async def to_the_story(chat: Chat) -> None:
    """From the report's first question to the story."""
    await presses(chat, "没有，现在安全", "先说清楚")
    await presses(chat, "知道了，开始", "公职人员")
    await presses(chat, "没有", "哪些单位不能看到")
    await presses(chat, "下一步", "匿名，还是实名")
    await presses(chat, "匿名", "哪一类")
    await presses(chat, "市场流通", "发生在哪里")
    await presses(chat, "东河镇", "发生了什么")


async def file_report(chat: Chat) -> str:
    """A short report; returns the receipt as shown."""
    await begin(chat)
    await says(chat, "他们每月来收保护费。", "接着写")
    await presses(chat, "直接提交", "请核对")
    await presses(chat, "确认提交", "您的回执码")
    found = RECEIPT.search(chat.screen().text)
    assert found is not None
    return found[0]


async def test_an_anonymous_report_is_filed_by_buttons_and_words(chat: Chat, peer: DialogPeer) -> None:
    receipt = await file_report(chat)
    report = peer.reports[receipt.replace(" ", "")]
    assert isinstance(report, Report)
    assert report.identity is None
    assert report.what == ("他们每月来收保护费。",)
    await says(chat, receipt[-4:], "已从我们这里清除")


async def test_a_wrong_typed_at_the_menu_begins_a_report_with_it(chat: Chat, peer: DialogPeer) -> None:
    told = "他们每月来收保护费，不给就打人。"
    await says(chat, "/start", "想办什么")
    await says(chat, told, "要用这段话开始举报吗")
    assert told not in chat.screen().text
    await says(chat, "领头的姓某。", "这几句也加上了")
    await presses(chat, "用这段话开始举报", "有危险吗")
    await to_the_story(chat)
    assert "已收到 2 条" in chat.screen().text
    assert "您开头写的话已经放在这里" in chat.screen().text
    await presses(chat, "直接提交", "请核对")
    await presses(chat, "确认提交", "您的回执码")
    (report,) = peer.reports.values()
    assert report.what == (told, "领头的姓某。")


async def test_one_who_only_asks_sees_the_nearest_questions_and_nothing_is_kept(chat: Chat, peer: DialogPeer) -> None:
    await says(chat, "他们收保护费，没人管。", "要用这段话开始举报吗")
    await presses(chat, "只是问问", "没有留下")
    assert "匿名举报会受理吗？" in chat.screen().buttons
    assert "保护费" not in repr(peer.sessions.popitem()[1].offered)


async def test_danger_typed_at_the_menu_is_110_first(chat: Chat) -> None:
    await says(chat, "现在有人来收保护费砸店", "要用这段话开始举报吗")
    text = chat.screen().text
    assert 0 <= text.find("110") < text.find("要用这段话开始举报吗")


async def test_units_are_ticked_and_shut_out(chat: Chat, peer: DialogPeer) -> None:
    await says(chat, "/report", "有危险吗")
    await presses(chat, "没有，现在安全", "先说清楚")
    await presses(chat, "知道了，开始", "公职人员")
    await presses(chat, "没有", "哪些单位不能看到")
    await presses(chat, "公安局", "☑ 公安局")
    await presses(chat, "下一步", "匿名，还是实名")
    assert peer.sessions.popitem()[1].answer("avoid_units").values == ("police",)


async def test_a_question_in_the_middle_is_answered_and_the_report_goes_on(chat: Chat) -> None:
    await begin(chat)
    await says(chat, "？匿名举报会受理吗", "会，与实名同等对待。")
    assert "发生了什么" in chat.screen().text


async def test_several_messages_make_one_story(chat: Chat, peer: DialogPeer) -> None:
    await begin(chat)
    for count, text in enumerate(("第一段。", "第二段。", "第三段。"), 1):
        await says(chat, text, f"已收到 {count} 条")
    assert peer.sessions.popitem()[1].answer("what").texts == ("第一段。", "第二段。", "第三段。")


async def test_every_step_can_be_walked_to_the_review_and_edited_from_there(chat: Chat) -> None:
    await begin(chat)
    await says(chat, "他们收钱。", "接着写")
    await presses(chat, "下一步", "具体是什么地方")
    chat.shares_location(30.5, 114.3)
    await chat.sees("位置记下了")
    await presses(chat, "下一步", "什么时候")
    for then in ("哪些人", "怎么知道", "谁受了害", "什么证据", "申领奖励"):
        await presses(chat, "不清楚", then)
    await presses(chat, "不需要", "请核对")
    await presses(chat, "✎ 类别", "哪一类")
    await presses(chat, "工程建设", "请核对")
    assert "工程建设" in chat.screen().text


async def test_a_look_up_shows_state_answers_and_who_looked(chat: Chat, peer: DialogPeer) -> None:
    receipt = await file_report(chat)
    await says(chat, receipt[-4:], "已从我们这里清除")
    await says(chat, "/track " + receipt, "正在核查")
    text = chat.screen().text
    for expected in ("承办单位：请补充车牌。", "未能核实", "查看：2 次", "500.50 元", "第 12 块", "部分属实"):
        assert expected in text
    await presses(chat, "回答提问", "回答承办单位")
    await says(chat, "车牌尾号 123。", "按“发出”")
    await presses(chat, "发出", "已发出")
    assert peer.written == [("answer", "车牌尾号 123。")]


async def test_a_wrong_receipt_is_told(chat: Chat) -> None:
    await says(chat, "/track", "请输入回执码")
    await says(chat, "1234", "请再数一数")


async def test_wiping_asks_first_and_then_leaves_only_the_menu(chat: Chat, peer: DialogPeer) -> None:
    await begin(chat)
    await says(chat, "/wipe", "清除记录？")
    await presses(chat, "全部清除", "已清除")
    assert chat.all_ids() == [chat.screen().message_id]


async def test_the_other_language_is_a_button_away(chat: Chat) -> None:
    await says(chat, "/start", "想办什么")
    await presses(chat, "English", "中文")


async def test_a_button_of_an_earlier_question_changes_nothing(chat: Chat, peer: DialogPeer) -> None:
    await says(chat, "/start", "想办什么")
    await presses(chat, "我要举报", "有危险吗")
    kept = chat.keep(chat.screen())
    await presses(chat, "没有，现在安全", "先说清楚")
    await presses(chat, "知道了，开始", "公职人员")
    # The present question has an answer of the same value: only the page named by the button tells them apart.
    chat.presses_kept("没有，现在安全", kept)
    await chat.sees("过时")
    assert peer.sessions.popitem()[1].place == "officials"


async def test_what_anyone_may_check_is_one_command_away(chat: Chat) -> None:
    await says(chat, "/verify", "隐私说明")

"""What a person on Telegram meets, through PTB's real request path, by polling and by webhook."""

import asyncio

import pytest

from bot.channels.base import ChatKey
from bot.channels.telegram.connection import TelegramChannel
from bot.dialog.model import Choice, Command, Shared, Text, Unsupported
from storage.errors import StorageUnavailable
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_clerk import LONG_VALUE, RECEIPT, Clerk

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("channel")]


async def test_a_command_is_answered_with_a_page_and_its_buttons(telegram: FakeTelegram, clerk: Clerk) -> None:
    chat = telegram.chat()
    chat.says("/start abc")
    screen = await chat.sees("请选择")
    assert screen.buttons == ("story", "marks", "answer", "receipt", LONG_VALUE)
    assert clerk.heard == [(str(chat.id), Command("start", "abc"))]


async def test_a_pressed_button_turns_the_page_in_place_and_says_what_was_chosen(telegram: FakeTelegram) -> None:
    chat = telegram.chat()
    chat.says("/start")
    menu = await chat.sees("请选择")
    chat.presses("story")
    page = await chat.sees("请说经过")
    assert page.message_id == menu.message_id
    assert page.text.startswith("✓ story")
    assert await chat.toast() == ""


async def test_a_value_too_long_for_a_callback_is_found_again(telegram: FakeTelegram, clerk: Clerk) -> None:
    chat = telegram.chat()
    chat.says("/start")
    await chat.sees("请选择")
    chat.presses(LONG_VALUE)
    await chat.sees("收到：" + LONG_VALUE)
    assert clerk.heard[-1][1] == Choice((LONG_VALUE,), "menu")


async def test_ticks_of_several_answers_change_on_the_same_message(telegram: FakeTelegram) -> None:
    chat = telegram.chat()
    chat.says("/start")
    await chat.sees("请选择")
    chat.presses("marks")
    await chat.sees("☐ 甲")
    chat.presses("甲")
    await chat.sees("☑ 甲")
    chat.presses("甲")
    await chat.sees("☐ 甲")
    assert len(chat.messages()) == 1


async def test_a_stale_button_is_answered_and_nothing_happens(telegram: FakeTelegram, clerk: Clerk) -> None:
    chat = telegram.chat()
    chat.says("/start")
    kept = chat.keep(await chat.sees("请选择"))
    chat.presses("story")
    await chat.sees("请说经过")
    chat.presses_kept("marks", kept)
    await chat.sees("这一页已经过了")
    assert list(clerk.places.values()) == ["story"]


async def test_a_button_that_is_not_ours_gets_a_polite_word(telegram: FakeTelegram, clerk: Clerk) -> None:
    chat = telegram.chat()
    chat.says("/start")
    await chat.sees("请选择")
    for count, data in enumerate((".", "#0123", "zz|menu|story", "c|menu|"), 1):
        chat.presses_data(data)
        assert "最新一条消息" in await chat.toast(count)
    assert len(clerk.heard) == 1


async def test_an_answered_page_further_up_loses_its_buttons(telegram: FakeTelegram) -> None:
    chat = telegram.chat()
    chat.says("/start")
    first = await chat.sees("请选择")
    chat.says("你好")
    await chat.sees("收到：你好")
    chat.presses("story", on=first)
    await chat.sees("请说经过")
    assert chat.messages()[0].buttons == ("✓ story",)
    assert len(chat.messages()) == 3


async def test_an_answer_of_the_qa_stays_when_the_next_button_is_pressed(telegram: FakeTelegram) -> None:
    chat = telegram.chat()
    chat.says("/start")
    await chat.sees("请选择")
    chat.presses("answer")
    await chat.sees("就是您知道的情况。")
    chat.presses("story")
    await chat.sees("请说经过")
    assert "就是您知道的情况。" in chat.messages()[0].text


async def test_what_cannot_be_taken_is_named_and_words_under_it_are_kept(telegram: FakeTelegram, clerk: Clerk) -> None:
    chat = telegram.chat()
    chat.sends_photo("他们在村口收钱")
    await chat.sees("村口收钱")
    chat.sends_voice()
    await chat.sees("voice")
    chat.sends({"dice": {"emoji": "🎲", "value": 3}})
    await chat.sees("other")
    chat.edits(chat.says("你好"), "您好")
    await chat.sees("edited")
    assert [given for _, given in clerk.heard] == [
        Unsupported("photo"), Text("他们在村口收钱"), Unsupported("voice"), Unsupported("other"), Text("你好"),
        Unsupported("edited"),
    ]  # fmt: skip


async def test_a_position_is_taken_and_a_moving_one_does_not_nag(telegram: FakeTelegram, clerk: Clerk) -> None:
    chat = telegram.chat()
    message_id = chat.shares_location(30.5, 114.3)
    await chat.sees("position")
    moved = {"location": {"latitude": 31.0, "longitude": 114.0}}
    telegram.world.push("edited_message", telegram.world.chats[chat.id].messages[message_id] | moved)
    chat.says("好")
    await chat.sees("收到：好")
    assert [given for _, given in clerk.heard] == [Shared(30.5, 114.3), Text("好")]


async def test_pictures_of_one_album_are_answered_once(telegram: FakeTelegram, clerk: Clerk) -> None:
    chat = telegram.chat()
    for _ in range(3):
        file_id = telegram.world.store_file(b"x", "a.jpg")
        photo = {"file_id": file_id, "file_unique_id": file_id[4:20], "width": 1, "height": 1}
        chat.sends({"photo": [photo], "media_group_id": "7"})
    chat.says("好")
    await chat.sees("收到：好")
    assert [given for _, given in clerk.heard] == [Unsupported("photo"), Text("好")]


async def test_a_group_hears_that_we_work_in_private_and_its_talk_is_left_alone(
    telegram: FakeTelegram, clerk: Clerk
) -> None:
    group = telegram.group()
    group.says("张三在收保护费")
    group.says("/report@xiansuo_test_bot 张三")
    screen = await group.sees("只在私聊")
    assert screen.buttons == ("打开私聊",)
    assert len(group.messages()) == 1
    assert clerk.heard == []


async def test_a_group_that_adds_the_bot_hears_it_at_once(telegram: FakeTelegram) -> None:
    group = telegram.group()
    group.adds_bot()
    await group.sees("只在私聊")


async def test_an_update_that_comes_twice_is_answered_once(telegram: FakeTelegram, clerk: Clerk) -> None:
    telegram.repeats(2)
    chat = telegram.chat()
    chat.says("一")
    chat.says("二")
    await chat.sees("收到：二")
    assert [given for _, given in clerk.heard] == [Text("一"), Text("二")]
    assert len(chat.messages()) == 2


async def test_one_chat_keeps_its_order_while_another_is_served(telegram: FakeTelegram, clerk: Clerk) -> None:
    slow, quick = telegram.chat(), telegram.chat()
    gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    clerk.before = lambda key: gate if key == ChatKey("telegram", str(slow.id)) else None
    for number in range(5):
        slow.says(str(number))
    quick.says("快")
    await quick.sees("收到：快")
    assert slow.messages() == []
    gate.set_result(None)
    await slow.sees("收到：4")
    assert [screen.text.splitlines()[0] for screen in slow.messages()] == [f"收到：{n}" for n in range(5)]


async def test_a_message_that_could_not_be_kept_is_told_at_once(telegram: FakeTelegram, clerk: Clerk) -> None:
    chat = telegram.chat()
    chat.says("/start")
    await chat.sees("请选择")

    def full(key: ChatKey) -> None:
        raise StorageUnavailable

    clerk.before = full
    chat.says("他们收钱")
    await chat.sees("这一条没有收下")
    chat.presses("story")
    assert "出了点问题" in await chat.toast()


async def test_a_long_text_comes_whole_in_several_messages(telegram: FakeTelegram) -> None:
    chat = telegram.chat()
    chat.says("😀" * 2047)
    await chat.sees("请选择")
    first, second = chat.messages()
    assert (first.text + second.text).count("😀") == 2047
    assert first.buttons == ()
    assert second.buttons


async def test_a_receipt_typed_into_the_chat_is_taken_out_of_it(telegram: FakeTelegram) -> None:
    chat = telegram.chat()
    typed = chat.says("1234 5678 9012 3456 7890")
    await chat.sees("收到：")
    commanded = chat.says("/track 12345678901234567890")
    await chat.sees("请选择")
    assert not {typed, commanded} & set(chat.all_ids())


async def test_the_receipt_is_shown_in_groups(telegram: FakeTelegram) -> None:
    chat = telegram.chat()
    chat.says("/start")
    await chat.sees("请选择")
    chat.presses("receipt")
    screen = await chat.sees("1234 5678 9012 3456 7890")
    assert RECEIPT not in screen.text


async def test_wiping_deletes_both_sides_and_starts_anew(telegram: FakeTelegram) -> None:
    chat = telegram.chat()
    chat.says("/start")
    await chat.sees("请选择")
    chat.says("他们收钱")
    await chat.sees("收到")
    chat.says("/wipe")
    fresh = await chat.sees("已经清除")
    assert chat.all_ids() == [fresh.message_id]


async def test_wiping_leaves_what_telegram_does_not_let_us_delete(telegram: FakeTelegram) -> None:
    chat = telegram.chat()
    old = chat.says("旧话")
    old_answer = await chat.sees("收到")
    telegram.later(hours=49)
    chat.says("/wipe")
    fresh = await chat.sees("已经清除")
    assert chat.all_ids() == [old, old_answer.message_id, fresh.message_id]


async def test_a_person_who_blocks_the_bot_costs_nobody_else_anything(telegram: FakeTelegram) -> None:
    gone, other = telegram.chat(), telegram.chat()
    gone.says("再见")
    gone.blocks_bot()
    other.says("你好")
    await other.sees("收到：你好")
    gone.unblocks_bot()
    gone.says("又来了")
    await gone.sees("收到：又来了")


async def test_a_flood_limit_is_waited_out_in_order(telegram: FakeTelegram) -> None:
    chat = telegram.chat()
    telegram.floods("sendMessage", retry_after=1)
    chat.says("一")
    chat.says("二")
    await chat.sees("收到：二")
    assert [screen.text.splitlines()[0] for screen in chat.messages()] == ["收到：一", "收到：二"]


async def test_a_broken_gateway_loses_no_answer(telegram: FakeTelegram) -> None:
    chat = telegram.chat()
    telegram.breaks("sendMessage", times=2)
    chat.says("一")
    await chat.sees("收到：一")


async def test_a_deleted_page_is_sent_again(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    chat = telegram.chat()
    chat.says("/start")
    page = await chat.sees("请选择")
    kept = chat.keep(page)
    chat.deletes(page.message_id)
    chat.presses_kept("story", kept)
    fresh = await chat.sees("请说经过")
    assert fresh.message_id != page.message_id


async def test_the_language_of_the_session_is_spoken(telegram: FakeTelegram, clerk: Clerk) -> None:
    clerk.language = "en"
    chat = telegram.chat()
    chat.says("/start")
    await chat.sees("EN 请选择")


async def test_an_update_that_nobody_can_read_is_passed_over_and_the_next_is_answered(telegram: FakeTelegram) -> None:
    chat = telegram.chat()
    for strange in (5, ["/start"], {"text": "/start"}):
        chat.sends({"text": strange})
    chat.says("/start")
    await chat.sees("请选择")

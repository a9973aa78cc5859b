"""The dialog with its memory and its effects, the same for every channel."""

import asyncio
import secrets

import pytest

from bot.channels.base import ChatKey
from bot.conversation import WEB, DialogConversation
from bot.dialog.inputs import Action, Choice, Command, Input, Page, Text
from bot.dialog.replies import Ask, Say, ShowReceipt, WipeAll
from bot.dialog.world import Channel
from tests.bot.lines import Line

pytestmark = pytest.mark.anyio
TELEGRAM = Channel("telegram", is_messenger=True, can_delete=True, tel_links=False)
TO_THE_STORY: list[Input] = [
    Choice(("report",)), Choice(("no",)), Action("next"), Choice(("no",)), Action("next"), Choice(("anonymous",)),
    Choice(("market",)), Choice(("unknown",)),
]  # fmt: skip


@pytest.fixture
def web(line: Line) -> DialogConversation:
    return line.bot.conversation(Channel("web"))


@pytest.fixture
def telegram(line: Line) -> DialogConversation:
    return line.bot.conversation(TELEGRAM)


def browser() -> ChatKey:
    return ChatKey(WEB, secrets.token_hex(32))


def chat() -> ChatKey:
    return ChatKey("telegram", str(secrets.randbits(40)))


async def place(conversation: DialogConversation, key: ChatKey) -> str:
    page = (await conversation.screen(key)).replies[-1]
    return getattr(page, "step", "")


async def test_a_message_that_comes_twice_is_answered_once(telegram: DialogConversation) -> None:
    key = chat()
    assert (await telegram.handle(key, [Command("report")], "7")).replies
    assert (await telegram.handle(key, [Choice(("yes",))], "7")).replies == ()
    assert await place(telegram, key) == "danger"


async def test_the_same_message_at_one_instant_is_answered_by_one(telegram: DialogConversation) -> None:
    key = chat()
    turns = await asyncio.gather(*(telegram.handle(key, [Command("report")], "8") for _ in range(4)))
    assert len([turn for turn in turns if turn.replies]) == 1


async def test_looking_changes_nothing(web: DialogConversation) -> None:
    key = browser()
    await web.handle(key, TO_THE_STORY)
    for _ in range(2):
        assert await place(web, key) == "what"


async def test_messages_at_one_instant_are_all_kept(telegram: DialogConversation) -> None:
    key = chat()
    await telegram.handle(key, TO_THE_STORY)
    await asyncio.gather(*(telegram.handle(key, [Text(f"第{n}句。")], f"m{n}") for n in range(5)))
    page = (await telegram.screen(key)).replies[-1]
    assert isinstance(page, Ask)
    assert sorted(page.value.texts) == [f"第{n}句。" for n in range(5)]


async def test_what_was_said_is_shown_again_with_the_page(web: DialogConversation) -> None:
    key = browser()
    await web.handle(key, [*TO_THE_STORY, Page("what", "save", "一半")])
    said = [reply.key for reply in (await web.screen(key)).replies if isinstance(reply, Say)]
    assert said == ["saved.web"]


async def test_one_person_sees_nothing_of_another(web: DialogConversation) -> None:
    await web.handle(browser(), TO_THE_STORY)
    assert await place(web, browser()) == "menu"


async def test_a_cookie_opens_no_chat_of_the_same_address(line: Line, web: DialogConversation) -> None:
    address = secrets.token_hex(32)
    await web.handle(ChatKey(WEB, address), TO_THE_STORY)
    assert await place(line.bot.conversation(TELEGRAM), ChatKey("telegram", address)) == "menu"


async def test_a_report_is_submitted_and_its_receipt_shown(web: DialogConversation) -> None:
    key = browser()
    turn = await web.handle(
        key, [*TO_THE_STORY, Page("what", "next", "桥头收钱。"), Page("place", "next", "桥头"), Action("submit_now")]
    )
    assert await place(web, key) == "review"
    turn = await web.handle(key, [Action("submit")])
    assert isinstance(turn.replies[-1], ShowReceipt)
    again = (await web.screen(key)).replies[-1]
    assert isinstance(again, ShowReceipt)
    assert again.receipt == turn.replies[-1].receipt


async def test_wiping_is_handed_to_the_channel_and_leaves_no_row(telegram: DialogConversation, line: Line) -> None:
    key = chat()
    await telegram.handle(key, TO_THE_STORY)
    turn = await telegram.handle(key, [Command("wipe"), Choice(("yes",))])
    assert any(isinstance(reply, WipeAll) for reply in turn.replies)
    page = (await telegram.screen(key)).replies[-1]
    assert isinstance(page, Ask)
    assert page.step == "menu"
    assert "resume" not in {option.value for option in page.options}


async def test_a_ticket_begins_anew_and_is_told_to_the_channel(web: DialogConversation) -> None:
    key = browser()
    await web.handle(key, TO_THE_STORY)
    await web.with_ticket(key, "123456789012")
    turn = await web.screen(key)
    assert turn.by_officer
    assert await place(web, key) == "menu"


async def test_the_language_comes_with_every_turn(web: DialogConversation) -> None:
    key = browser()
    assert (await web.handle(key, [Action("language")])).language == "en"
    assert (await web.screen(key)).language == "en"

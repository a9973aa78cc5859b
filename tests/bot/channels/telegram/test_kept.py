"""Telegram over conversations kept on disk, as in an installation: sealed, once, and gone when wiped."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.channels.base import ChatKey
from bot.conversation import DialogConversation, Memory
from bot.dialog.world import World
from bot.effects import Effects
from bot.session_store import SessionStore
from kit import clock
from kit.catalogue import Catalogue
from kit.clock import DEFAULT_TIMEZONE
from kit.runtime_store import FolderStore
from storage.database import make_inline_engine
from storage.migrate import upgrade
from storage.unit_of_work import BotStore
from tests.bot.channels.telegram.conftest import running
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_dialog import CHANNEL, SmallFaq, routing
from tests.fakes.telegram_people import Chat

pytestmark = pytest.mark.anyio


class NothingOutside:
    """For tests that never reach an effect with an outcome."""

    async def perform(self, effect: object, now: object, ticket: str) -> None:
        return None


@pytest.fixture
def texts() -> Catalogue:
    return Catalogue.load("bot")


@pytest.fixture
async def conversation(tmp_path: Path, texts: Catalogue) -> AsyncIterator[DialogConversation]:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    await upgrade(url, "bot")
    engine = make_inline_engine(url, durable=False)
    memory = Memory(SessionStore(BotStore(engine)), FolderStore(tmp_path / "run"), ZoneInfo(DEFAULT_TIMEZONE))
    world = World(CHANNEL, SmallFaq(), routing, label=texts.text)
    yield DialogConversation(memory, cast(Effects, NothingOutside()), lambda: world, clock.now)
    await engine.dispose()


async def to_the_story(chat: Chat) -> None:
    for act, what, then in (
        ("says", "/report", "有危险吗"),
        ("presses", "没有，现在安全", "先说清楚"),
        ("presses", "知道了，开始", "公职人员"),
        ("presses", "没有", "匿名，还是实名"),
        ("presses", "匿名", "哪一类"),
        ("presses", "市场流通", "发生了什么"),
    ):
        getattr(chat, act)(what)
        await chat.sees(then)


async def test_a_story_goes_on_after_a_restart(
    telegram: FakeTelegram, conversation: DialogConversation, texts: Catalogue
) -> None:
    chat = telegram.chat()
    async with running(telegram, conversation, texts=texts):
        await to_the_story(chat)
    async with running(telegram, conversation, texts=texts):
        chat.says("他们每月来收钱。")
        await chat.sees("已收到 1 条")


async def test_an_update_repeated_after_a_restart_is_not_taken_twice(
    telegram: FakeTelegram, conversation: DialogConversation, texts: Catalogue
) -> None:
    chat = telegram.chat()
    async with running(telegram, conversation, texts=texts):
        await to_the_story(chat)
        chat.says("第一段。")
        await chat.sees("已收到 1 条")
        repeated = telegram.last_update()
    async with running(telegram, conversation, texts=texts):
        telegram.deliver(repeated)
        chat.says("第二段，长一些。")
        await chat.sees("已收到 2 条，共 13 字")


async def test_words_under_a_picture_are_taken_with_it(
    telegram: FakeTelegram, conversation: DialogConversation, texts: Catalogue
) -> None:
    chat = telegram.chat()
    async with running(telegram, conversation, texts=texts):
        await to_the_story(chat)
        chat.sends_photo("他们在村口收钱。")
        await chat.sees("已收到 1 条")
        assert "照片现在还收不了" in chat.screen().text


async def test_no_file_of_ours_holds_chat_or_words(
    telegram: FakeTelegram, conversation: DialogConversation, texts: Catalogue, tmp_path: Path
) -> None:
    chat = telegram.chat()
    async with running(telegram, conversation, texts=texts):
        await to_the_story(chat)
        chat.says("他们每月来收钱。")
        await chat.sees("已收到 1 条")
    canaries = (str(chat.id).encode(), chat.id.to_bytes(8, "big"), "他们每月来收钱".encode())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        assert not [canary for canary in canaries if canary in content or canary in path.name.encode()]


async def test_what_is_offered_as_the_beginning_of_a_report_is_sealed_and_goes_when_wiped(
    telegram: FakeTelegram, conversation: DialogConversation, texts: Catalogue, tmp_path: Path
) -> None:
    chat = telegram.chat()
    async with running(telegram, conversation, texts=texts):
        chat.says("他们每月来收保护费，金丝雀。")
        await chat.sees("要用这段话开始举报吗")
        for path in (path for path in tmp_path.rglob("*") if path.is_file()):
            assert "金丝雀".encode() not in path.read_bytes()
        chat.says("/wipe")
        await chat.sees("清除记录？")
        chat.presses("全部清除")
        await chat.sees("已清除")
        chat.says("/report")
        await chat.sees("有危险吗")
        kept = await conversation.screen(ChatKey("telegram", str(chat.id)))
        assert "金丝雀" not in repr(kept.replies)


async def test_after_wiping_nothing_is_remembered(
    telegram: FakeTelegram, conversation: DialogConversation, texts: Catalogue
) -> None:
    chat = telegram.chat()
    async with running(telegram, conversation, texts=texts):
        await to_the_story(chat)
        chat.says("他们每月来收钱。")
        await chat.sees("已收到 1 条")
        chat.says("/wipe")
        await chat.sees("清除记录？")
        chat.presses("全部清除")
        await chat.sees("已清除")
        assert chat.all_ids() == [chat.screen().message_id]
        chat.says("/report")
        await chat.sees("有危险吗")

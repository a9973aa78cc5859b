"""Telegram may be down, wrong or slow; the rest of the bot does not notice."""

import asyncio
import contextlib
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import structlog
from starlette.applications import Starlette

from bot.channels.telegram import profile
from bot.channels.telegram.connection import TelegramChannel
from bot.channels.telegram.options import TelegramOptions
from kit import logs
from kit.secret_setting import SecretSetting
from tests.bot.channels.telegram.conftest import MemoryTrail, running
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_clerk import Clerk, catalogue

pytestmark = pytest.mark.anyio


async def test_the_command_list_and_the_texts_are_set_in_both_languages(telegram: FakeTelegram, clerk: Clerk) -> None:
    async with running(telegram, clerk):
        await asyncio.to_thread(telegram.wait_until, lambda: len(telegram.called("setMyShortDescription")) == 2)
    listed = telegram.world.profiles[""].commands["default"]
    assert tuple(one["command"] for one in listed) == profile.COMMANDS
    assert telegram.world.profiles["en"].commands["default"] != listed
    assert "110" in telegram.world.profiles[""].description


async def test_a_profile_that_is_right_already_is_left_alone(telegram: FakeTelegram, clerk: Clerk) -> None:
    for count in (2, 4):
        async with running(telegram, clerk):
            await asyncio.to_thread(
                telegram.wait_until, lambda count=count: len(telegram.called("getMyShortDescription")) == count
            )
    assert len(telegram.called("setMyCommands")) == 2


async def test_a_refused_profile_is_no_failure(telegram: FakeTelegram, clerk: Clerk) -> None:
    telegram.floods("setMyCommands", retry_after=40_000, times=-1)
    telegram.refuses("setMyDescription", 400, "Bad Request: no", times=-1)
    async with running(telegram, clerk):
        chat = telegram.chat()
        chat.says("你好")
        await chat.sees("收到：你好")


async def test_a_server_that_is_down_is_asked_again_until_it_is_up(clerk: Clerk) -> None:
    telegram = FakeTelegram()
    asked = asyncio.Event()

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        writer.close()

    dead = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    telegram.port = dead.sockets[0].getsockname()[1]
    telegram.url = f"http://127.0.0.1:{telegram.port}"
    async with running(telegram, clerk, wait=False) as channel:
        await asyncio.wait_for(asked.wait(), 5)
        dead.close()
        await dead.wait_closed()
        assert not channel.connected.is_set()
        with telegram:
            await asyncio.wait_for(channel.connected.wait(), 10)
            chat = telegram.chat()
            chat.says("你好")
            await chat.sees("收到：你好")


async def test_updates_of_a_time_of_failure_are_answered_afterwards(telegram: FakeTelegram, clerk: Clerk) -> None:
    async with running(telegram, clerk):
        telegram.breaks("getUpdates", times=3)
        chat = telegram.chat()
        chat.says("一")
        await chat.sees("收到：一")
        chat.says("二")
        await chat.sees("收到：二", seconds=10)


async def test_a_refused_token_is_no_reason_to_stop(telegram: FakeTelegram, clerk: Clerk) -> None:
    async with running(telegram, clerk, token="7000000001:" + "B" * 35, wait=False) as channel:
        await asyncio.to_thread(telegram.wait_until, lambda: telegram.world.strangers > 0)
        assert not channel.connected.is_set()


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the product's own logging writes at its most talkative."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    logs.configure(level="DEBUG", stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


async def test_neither_log_nor_traceback_holds_token_chat_or_words(
    telegram: FakeTelegram, clerk: Clerk, written: io.StringIO
) -> None:
    def broken(key: object) -> None:
        raise RuntimeError("张三收保护费")

    async with running(telegram, clerk):
        chat = telegram.chat()
        chat.says("他们收钱")
        await chat.sees("收到")
        telegram.breaks("sendMessage", times=2)
        chat.says("他们收钱")
        await chat.sees("收到")
        clerk.before = broken
        chat.says("他们收钱")
        await chat.sees("没有收下")
    printed = written.getvalue()
    assert "telegram.turn_failed" in printed
    for canary in (telegram.token, telegram.token.split(":")[1], str(chat.id), "他们收钱", "张三", "测试1"):
        assert canary not in printed


# The webhook's door


@contextlib.asynccontextmanager
async def door(telegram: FakeTelegram, clerk: Clerk) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    options = TelegramOptions(SecretSetting(telegram.token), telegram.url, "https://tips.example")
    channel = TelegramChannel(options, clerk, catalogue(), MemoryTrail())
    transport = httpx.ASGITransport(app=Starlette(routes=channel.routes))
    serving = asyncio.create_task(channel.run())
    await asyncio.wait_for(channel.connected.wait(), 5)
    async with httpx.AsyncClient(transport=transport, base_url="https://tips.example") as client:
        yield client, options.hook_secret()
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def test_the_door_opens_to_the_secret_only(telegram: FakeTelegram, clerk: Clerk) -> None:
    async with door(telegram, clerk) as (client, secret):
        name = "X-Telegram-Bot-Api-Secret-Token"
        assert (await client.post("/telegram", json={"update_id": 1})).status_code == 401
        assert (await client.post("/telegram", json={"update_id": 1}, headers={name: "x"})).status_code == 401
        assert (await client.post("/telegram", json={"update_id": 1}, headers={name: secret})).status_code == 200
        assert (await client.get("/telegram", headers={name: secret})).status_code == 405


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"{", b'{"update_id": 1, "message": {}}', b"\xff", b'{"update_id":1,"message":7}']
)
async def test_the_door_refuses_what_is_no_update(telegram: FakeTelegram, clerk: Clerk, body: bytes) -> None:
    async with door(telegram, clerk) as (client, secret):
        answer = await client.post("/telegram", content=body, headers={"X-Telegram-Bot-Api-Secret-Token": secret})
        assert answer.status_code == 400


async def test_the_door_refuses_a_body_that_is_too_large(telegram: FakeTelegram, clerk: Clerk) -> None:
    async with door(telegram, clerk) as (client, secret):
        body = json.dumps({"update_id": 1, "x": "x" * 1_100_000}).encode()
        answer = await client.post("/telegram", content=body, headers={"X-Telegram-Bot-Api-Secret-Token": secret})
        assert answer.status_code == 413

"""Calls to the Bot API: whatever goes wrong is an error of the library that says nothing of address and token."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bot.channels.telegram.requests import AiohttpRequest, proxy_for
from tests.fakes.telegram import FakeTelegram

pytestmark = pytest.mark.anyio
TOKEN = "987654:fictional-token"
Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[str]:
    """A Bot API server that behaves as `answer` does."""
    made = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with made:
        yield f"http://127.0.0.1:{made.sockets[0].getsockname()[1]}/bot"


@asynccontextmanager
async def bot(address: str, read_timeout: float = 5) -> AsyncIterator[Bot]:
    request = AiohttpRequest(2, read_timeout, ssl.create_default_context())
    await request.initialize()
    yield Bot(TOKEN, address, request=request, get_updates_request=request)
    await request.shutdown()


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def hanging_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.close()


async def leading_away(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/elsewhere\r\nContent-Length: 2\r\n\r\n{}")
    await writer.drain()
    writer.close()


async def test_a_call_arrives_and_its_answer_comes_back() -> None:
    with FakeTelegram() as telegram:
        request = AiohttpRequest(2, 5, ssl.create_default_context())
        await request.initialize()
        me = await Bot(telegram.token, f"{telegram.url}/bot", request=request).get_me()
        await request.shutdown()
    assert me.is_bot


async def test_a_server_that_does_not_answer_is_given_up() -> None:
    async with server(silent) as address, bot(address, read_timeout=0.1) as caller:
        with pytest.raises(TimedOut):
            await caller.get_me()


@pytest.mark.parametrize("answer", [hanging_up, leading_away])
async def test_no_error_shows_the_token(answer: Answer) -> None:
    async with server(answer) as address, bot(address) as caller:
        with pytest.raises(NetworkError) as failed:
            await caller.get_me()
    assert "fictional" not in repr(failed.value)
    assert failed.value.__cause__ is None


async def test_nobody_listening_is_a_network_error_without_the_address() -> None:
    async with bot("http://127.0.0.1:1/bot") as caller:
        with pytest.raises(NetworkError) as failed:
            await caller.get_me()
    assert "127.0.0.1" not in str(failed.value)
    assert "fictional" not in str(failed.value)


async def test_a_closed_session_opens_again() -> None:
    request = AiohttpRequest(1, 5, ssl.create_default_context())
    with pytest.raises(NetworkError):
        await request.do_request("http://127.0.0.1:1/", "GET")
    with FakeTelegram() as telegram:
        for _ in range(2):
            await request.initialize()
            status, _ = await request.do_request(f"{telegram.url}/bot{telegram.token}/getMe", "POST")
            assert status == 200
            await request.shutdown()


def test_the_environment_names_the_proxy_and_its_exceptions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "bot-api.example")
    assert proxy_for("https://api.telegram.org/bot") == "http://proxy.example:3128"
    assert proxy_for("https://bot-api.example/bot") is None

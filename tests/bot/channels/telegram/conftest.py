"""A running channel between the stand-in and a small conversation, by polling and by webhook."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.applications import Starlette

from bot.channels.base import Conversation
from bot.channels.telegram.connection import TelegramChannel
from bot.channels.telegram.options import TelegramOptions
from kit.catalogue import Catalogue
from kit.secret_setting import SecretSetting
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_clerk import Clerk, catalogue


class MemoryTrail:
    """The trail's promise, kept in memory."""

    def __init__(self) -> None:
        self.kept: dict[int, list[int]] = {}

    async def add(self, chat_id: int, message_ids: Sequence[int]) -> None:
        self.kept.setdefault(chat_id, []).extend(message_ids)

    async def take(self, chat_id: int) -> list[int]:
        return self.kept.pop(chat_id, [])


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def server() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def telegram(server: FakeTelegram) -> FakeTelegram:
    server.forget()
    return server


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@asynccontextmanager
async def running(
    telegram: FakeTelegram,
    conversation: Conversation,
    by: str = "polling",
    texts: Catalogue | None = None,
    token: str = "",
    wait: bool = True,
) -> AsyncIterator[TelegramChannel]:
    """The channel at work; with `wait`, from the moment it is connected."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as door:
        door.bind(("127.0.0.1", 0))
        hook = f"http://127.0.0.1:{door.getsockname()[1]}/hook" if by == "webhook" else ""
        options = TelegramOptions(SecretSetting(token or telegram.token), telegram.url, hook)
        channel = TelegramChannel(options, conversation, texts or catalogue(), MemoryTrail(), first_pause=0.05)
        async with _web(channel, door):
            serving = asyncio.create_task(channel.run())
            try:
                if wait:
                    await asyncio.wait_for(channel.connected.wait(), 5)
                yield channel
            finally:
                serving.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await serving


@asynccontextmanager
async def _web(channel: TelegramChannel, door: socket.socket) -> AsyncIterator[None]:
    if not channel.routes:
        yield
        return
    door.listen()
    config = uvicorn.Config(Starlette(routes=channel.routes), log_level="error", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[door]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


@pytest.fixture(params=["polling", "webhook"])
async def channel(
    request: pytest.FixtureRequest, telegram: FakeTelegram, clerk: Clerk
) -> AsyncIterator[TelegramChannel]:
    async with running(telegram, clerk, request.param) as made:
        yield made

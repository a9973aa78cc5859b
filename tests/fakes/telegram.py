"""A strict stand-in for the Telegram Bot API over real HTTP, with people to talk to the bot.

    with FakeTelegram() as telegram:
        chat = telegram.chat()
        chat.says("/start")
        chat.wait_for("我要举报")
        chat.presses("我要举报")

It refuses what Telegram refuses (``telegram_rules``) and can be told to fail (``floods``, ``breaks``, ``hangs``,
``refuses``, ``repeats``).  Nothing here sleeps for luck: waiting ends when the thing waited for has happened.
"""

import asyncio
import itertools
import json
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import uvicorn

from tests.fakes.telegram_errors import Refusal, flood
from tests.fakes.telegram_faults import Fault, Faults
from tests.fakes.telegram_people import Chat, Group
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import World

TOKEN = "7000000001:TEST-token-of-no-bot-at-all-000000000"
_START_SECONDS = 10


class FakeTelegram:
    """The server, in a thread of its own on an ephemeral loopback port."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.world = World(token)
        self.faults = Faults()
        self.url = ""
        self.port = 0
        self._ids = itertools.count(5_600_000_101, 7)
        self._thread: threading.Thread | None = None
        self._leave: Callable[[], object] = lambda: None
        self._app: TelegramServer | None = None
        self._wake: Callable[[], None] = lambda: None
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        # With the protocol named, asyncio sends each answer at once; else Nagle holds its second half for 40 ms.
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(("127.0.0.1", self.port))
        # From here on connections wait in the backlog, so nobody has to ask whether the server is up.
        door.listen(1024)
        self.url = f"http://127.0.0.1:{door.getsockname()[1]}"
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(door)), name="telegram", daemon=True)
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise RuntimeError("the Telegram stand-in did not start")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._leave()
        if self._thread is not None:
            self._thread.join(_START_SECONDS)

    async def _serve(self, door: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        app = self._app = TelegramServer(self.world, self.faults)
        self._wake = self.world.on_update = lambda: _call_in(loop, app.wake)
        self._leave = lambda: _call_in(loop, stop.set)
        config = uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", ws="none")
        config.timeout_graceful_shutdown = 1
        server = uvicorn.Server(config)
        serving = asyncio.ensure_future(server.serve(sockets=[door]))
        self._ready.set()
        await stop.wait()
        await app.close()
        server.should_exit = True
        await serving

    def forget(self) -> None:
        """A new world on the same server: no chat, update, webhook or fault is left."""
        self.world = World(self.token)
        self.world.on_update = self._wake
        self.faults.clear()
        if self._app is not None:
            self._app.world = self.world
            self._app.tails.clear()

    # People

    def chat(self, language: str = "zh-hans") -> Chat:
        """A new person's private chat with the bot; no message has passed yet."""
        person_id = next(self._ids)
        person = {"id": person_id, "is_bot": False, "first_name": f"测试{person_id % 1000}", "language_code": language}
        chat = {"id": person_id, "type": "private", "first_name": person["first_name"]}
        return Chat(self.world, self.world.add_chat(chat, person))

    def group(self, title: str = "测试群") -> Group:
        """A group that the bot is a member of."""
        person_id = next(self._ids)
        person = {"id": person_id, "is_bot": False, "first_name": "群成员"}
        return Group(self.world, self.world.add_chat({"id": -person_id, "type": "group", "title": title}, person))

    # Faults

    def floods(self, method: str = "", retry_after: int = 1, times: int = 1, chat: Chat | None = None) -> None:
        """429 with ``retry_after`` seconds."""
        self.faults.arm(Fault(method, chat.id if chat else 0, times, refusal=flood(retry_after)))

    def breaks(self, method: str = "", times: int = 1, chat: Chat | None = None) -> None:
        """502 with a page that is no JSON."""
        self.faults.arm(Fault(method, chat.id if chat else 0, times, broken=True))

    def hangs(self, method: str, seconds: float, times: int = 1, after: bool = False) -> None:
        """The answer comes late; with ``after`` the call has taken effect by then."""
        self.faults.arm(Fault(method, 0, times, delay=seconds, after=after))

    def refuses(self, method: str, code: int, description: str, times: int = 1) -> None:
        self.faults.arm(Fault(method, 0, times, refusal=Refusal(code, description)))

    def repeats(self, times: int = 1) -> None:
        """Every later update is delivered ``times`` more than once."""
        self.world.repeats = times

    def later(self, hours: float) -> None:
        """Let hours pass: messages and pressed buttons age."""
        self.world.shift += hours * 3600

    # Looking

    def called(self, method: str) -> list[dict[str, Any]]:
        """Parameters of every call of a method so far, oldest first."""
        return [params for name, params in list(self.world.calls) if name.lower() == method.lower()]

    def wait_until(self, holds: Any, seconds: float = 5.0, what: str = "what was waited for") -> None:
        """Return as soon as ``holds()`` is true; AssertionError after ``seconds``."""
        end = time.monotonic() + seconds
        with self.world.changed:
            while not holds():
                remaining = end - time.monotonic()
                if remaining <= 0:
                    raise AssertionError(f"{what} did not happen within {seconds} s")
                self.world.changed.wait(min(remaining, 0.05))

    def last_update(self) -> dict[str, Any]:
        """The update that was queued last, to be delivered once more."""
        assert self.world.last_update is not None
        return self.world.last_update

    def deliver(self, update: dict[str, Any]) -> None:
        """Queue an update as it is, with the id it had."""
        with self.world.changed:
            self.world.updates.append(update)
        self.world.on_update()

    def push_raw(self, update: dict[str, Any]) -> None:
        """An update of a kind that the builders do not know, as JSON would carry it."""
        (kind,) = update
        self.world.push(kind, json.loads(json.dumps(update[kind])))


def _call_in(loop: asyncio.AbstractEventLoop, function: Callable[[], object]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(function)

"""The stand-in's HTTP face: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``, and the webhook postman.

A plain ASGI application over a ``World``, so that python-telegram-bot's real request path runs against it.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from tests.fakes import telegram_rules as rules
from tests.fakes.telegram_errors import Refusal
from tests.fakes.telegram_faults import Fault, Faults
from tests.fakes.telegram_methods import call
from tests.fakes.telegram_rules import Params
from tests.fakes.telegram_world import Update, Webhook, World

_API = re.compile(r"^/bot(?P<token>[^/]+)/(?P<method>[^/]+)$")
_FILE = re.compile(r"^/file/bot(?P<token>[^/]+)/(?P<path>.+)$")
_TOKEN = re.compile(r"^\d+:[A-Za-z0-9_-]{30,}$")
_REDELIVERY_SECONDS = 0.05
_REDELIVERIES = 40

Answer = tuple[int, bytes, str]


class TelegramServer:
    """ASGI application.  ``loop`` is set by the server thread; updates pushed from elsewhere wake it."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self.waking = asyncio.Event()
        self.polling: object | None = None
        self.closing = False
        self.posted: set[asyncio.Task[None]] = set()
        self.tails: dict[int, asyncio.Task[None]] = {}
        self.postman = httpx.AsyncClient(timeout=30)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        status, body, kind = await self._answer(scope, receive)
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        path: str = scope["path"]
        try:
            if file := _FILE.match(path):
                self._check_token(file["token"])
                return self._file(file["path"])
            api = _API.match(path)
            if api is None:
                raise Refusal(404, "Not Found")
            self._check_token(api["token"])
            params = await _params(scope, receive)
            return await self._call(api["method"], params)
        except Refusal as refusal:
            return refusal.code, json.dumps(refusal.body(), ensure_ascii=False).encode(), "application/json"

    def _check_token(self, token: str) -> None:
        if token == self.world.token:
            return
        with self.world.changed:
            self.world.strangers += 1
            self.world.changed.notify_all()
        raise Refusal(401, "Unauthorized") if _TOKEN.match(token) else Refusal(404, "Not Found")

    async def _call(self, method: str, params: Params) -> Answer:
        if self.world.keep_calls:
            self.world.calls.append((method, params))
        fault = self.faults.take(method, params)
        if fault is not None and not fault.after:
            await self._go_wrong(fault)
            if fault.broken:
                return 502, b"<html><h1>502 Bad Gateway</h1></html>", "text/html"
        poll = method.lower() == "getupdates"
        result = await self._get_updates(params) if poll else call(self.world, method, params)
        if fault is not None and fault.after:
            await self._go_wrong(fault)
        return 200, json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode(), "application/json"

    async def _go_wrong(self, fault: Fault) -> None:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.refusal is not None:
            raise fault.refusal

    def _file(self, path: str) -> Answer:
        for stored, content in self.world.files.values():
            if stored == path:
                return 200, content, "application/octet-stream"
        raise Refusal(404, "Not Found")

    # Long polling

    async def _get_updates(self, params: Params) -> list[Update]:
        """Updates from ``offset`` on; older ones count as confirmed.  A second poll ends the first with 409."""
        if self.world.webhook is not None:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it",
            )
        ticket = self.polling = object()
        self._confirm(rules.number(params, "offset") or 0)
        limit = rules.number(params, "limit") or 100
        end = asyncio.get_running_loop().time() + (rules.number(params, "timeout") or 0)
        while not self.world.updates and not self.closing:
            remaining = end - asyncio.get_running_loop().time()
            if remaining <= 0:
                break
            self.waking.clear()
            try:
                await asyncio.wait_for(self.waking.wait(), remaining)
            except TimeoutError:
                break
            if self.polling is not ticket:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
        return list(self.world.updates)[:limit]

    def _confirm(self, offset: int) -> None:
        with self.world.changed:
            while self.world.updates and self.world.updates[0]["update_id"] < offset:
                self.world.updates.popleft()
            self.world.changed.notify_all()
        self.waking.set()

    # Webhook

    def wake(self) -> None:
        """Runs in the server's loop after every change: ends waiting polls, posts what a webhook waits for."""
        self.waking.set()
        hook = self.world.webhook
        while hook is not None and self.world.updates:
            update = self.world.updates.popleft()
            chat = _chat_of(update)
            task = asyncio.ensure_future(self._deliver(hook, update, self.tails.get(chat)))
            self.tails[chat] = task
            self.posted.add(task)
            task.add_done_callback(self.posted.discard)

    async def _deliver(self, hook: Webhook, update: Update, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        headers = {"content-type": "application/json"}
        if hook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret_token
        for _ in range(_REDELIVERIES):
            try:
                answer = await self.postman.post(hook.url, content=json.dumps(update), headers=headers)
                if answer.is_success:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(_REDELIVERY_SECONDS)

    async def close(self) -> None:
        self.closing = True
        self.waking.set()
        for task in self.posted:
            task.cancel()
        await self.postman.aclose()


def _chat_of(update: Update) -> int:
    for kind, body in update.items():
        if kind != "update_id":
            return int((body.get("message") or body)["chat"]["id"])
    return 0


async def _params(scope: Scope, receive: Receive) -> Params:
    """Parameters from the query, a form, JSON or multipart; files arrive as ``(name, bytes)``."""
    params: Params = dict(parse_qsl(scope["query_string"].decode()))
    kind = dict(scope["headers"]).get(b"content-type", b"").decode()
    if kind.startswith("multipart/form-data"):
        form = await Request(scope, receive).form()
        attached = {
            name: (part.filename or "", await part.read()) for name, part in form.items() if not isinstance(part, str)
        }
        params |= {name: part for name, part in form.items() if isinstance(part, str)}
        return {name: _attached(value, attached) for name, value in params.items()} | attached
    body = await _body(receive)
    if kind.startswith("application/json"):
        return {**params, **json.loads(body)}
    return params | dict(parse_qsl(body.decode(), keep_blank_values=True))


def _attached(value: Any, files: dict[str, tuple[str, bytes]]) -> Any:
    if isinstance(value, str) and value.startswith("attach://"):
        return files.get(value.removeprefix("attach://"), value)
    return value


async def _body(receive: Callable[[], Awaitable[Message]]) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)

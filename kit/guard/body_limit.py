"""Bounds what a stranger may make us read."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.guard.refusal import Refuse, refuse_plainly
from kit.guard.same_site import is_under

TOO_LARGE = 413


class BodyTooLarge(Exception):
    """Ends the reading of a body; the answer has been sent already."""

    safe_to_print = True


class BodyLimit:
    """Answers 413 as soon as a body is, or says it is, larger than its path allows; nothing more is read.

    Promise: the application sees at most the limit's bytes. Limit: it bounds size, not time.
    """

    def __init__(
        self, app: ASGIApp, limit: int, larger: Mapping[str, int] | None = None, refuse: Refuse = refuse_plainly
    ) -> None:
        """`limit` in bytes; `larger` maps path prefixes to their own, the longest prefix decides."""
        self._app = app
        self._limit = limit
        self._larger = sorted((larger or {}).items(), key=lambda item: -len(item[0]))
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = next((most for prefix, most in self._larger if is_under(scope["path"], prefix)), self._limit)
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > limit:
            await self._refuse(TOO_LARGE, scope, receive, send)
            return
        await self._counted(limit, scope, receive, send)

    async def _counted(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        seen = 0
        refused = started = False

        async def receive_counted() -> Message:
            nonlocal seen, refused
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                if not refused and not started:
                    refused = True
                    await self._refuse(TOO_LARGE, scope, receive, send)
                raise BodyTooLarge("the body is larger than its path allows")
            return message

        async def send_unless_refused(message: Message) -> None:
            # A framework may catch our exception and answer 400; the 413 is out already.
            nonlocal started
            started = True
            if not refused:
                await send(message)

        try:
            await self._app(scope, receive_counted, send_unless_refused)
        except BodyTooLarge:
            if not refused:
                raise

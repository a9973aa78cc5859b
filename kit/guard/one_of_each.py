"""Refuses what two readers would understand in two ways: a header that decides something, twice or contradicted."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from kit.guard.refusal import Refuse, refuse_plainly

BAD_REQUEST: Final = 400
DECIDING: Final = frozenset(
    name.encode()
    for name in (
        "authorization", "content-length", "content-type", "cookie", "host", "origin", "sec-fetch-site",
        "transfer-encoding", "x-telegram-bot-api-secret-token",
    )
)  # fmt: skip
"""Headers that say who asks, from where, for whom, and how much. Browsers send each once; HTTP/2 may split cookies, but
who passes a request on by HTTP/1.1 has to join them again (RFC 9113, 8.2.3)."""


class OneOfEach:
    """Answers 400 where a deciding header comes more than once, or a body's end is told in two ways, before anybody
    reads it. The refusal ends the connection, so what follows on it is never taken for another request."""

    def __init__(self, app: ASGIApp, refuse: Refuse = refuse_plainly) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _any_twice(scope):
            await self._refuse(BAD_REQUEST, scope, receive, send)
            return
        await self._app(scope, receive, send)


def _any_twice(scope: Scope) -> bool:
    seen: set[bytes] = set()
    for name, _ in scope["headers"]:
        if name in DECIDING and name in seen:
            return True
        seen.add(name)
    return {b"content-length", b"transfer-encoding"} <= seen

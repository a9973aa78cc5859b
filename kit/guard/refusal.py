"""How a guard turns a request away."""

from http import HTTPStatus
from typing import Protocol

from starlette.types import Receive, Scope, Send


class Refuse(Protocol):
    """Sends a whole response of `status`; must not read the body, which may be what is wrong."""

    async def __call__(self, status: int, scope: Scope, receive: Receive, send: Send) -> None: ...


async def refuse_plainly(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    """The reason phrase as text: for machines, and for tests. Sites give a page of their own."""
    body = HTTPStatus(status).phrase.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        # What is left of the body is not read, so the connection cannot be used again.
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

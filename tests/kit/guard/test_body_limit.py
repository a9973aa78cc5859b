import pytest
from starlette.types import Message, Receive, Scope, Send

from kit.guard import BodyLimit

pytestmark = pytest.mark.anyio


def scope(*headers: tuple[bytes, bytes]) -> Scope:
    return {"type": "http", "method": "POST", "path": "/", "headers": list(headers)}


async def never() -> Message:
    raise AssertionError("the body was read")


async def unreached(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("the application was asked")


async def reads_all(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    raise AssertionError("the application saw the whole body")


@pytest.mark.parametrize("length", [b"101", b"99999999999999999999", b"-1", b"many"])
async def test_an_announced_body_over_the_limit_is_not_read_at_all(length: bytes) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await BodyLimit(unreached, 100)(scope((b"content-length", length)), never, send)
    assert sent[0]["status"] == 413


async def test_reading_ends_with_the_first_piece_too_many() -> None:
    sent: list[Message] = []
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b"x" * 60, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    await BodyLimit(reads_all, 100)(scope(), receive, send)
    assert (taken, sent[0]["status"]) == (2, 413)


async def test_other_kinds_of_connection_pass() -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    async def send(message: Message) -> None: ...

    await BodyLimit(app, 100)({"type": "lifespan"}, never, send)
    assert seen == ["lifespan"]

"""A crowd that posts at one instant does not hold up who only asks."""

import asyncio
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from kit.guard.in_turn import InTurn

pytestmark = pytest.mark.anyio


async def _nothing(*_: Any) -> Any:
    return {}


async def begun(*methods: str) -> list[str]:
    """The requests in the order in which the application got to see them, all of them sent at one instant."""
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(f"{scope['method']} {scope['path']}")

    site = InTurn(app)
    scopes = [{"type": "http", "method": method, "path": str(number)} for number, method in enumerate(methods)]
    await asyncio.gather(*(site(scope, _nothing, _nothing) for scope in scopes))
    return seen


async def test_who_only_asks_comes_before_a_crowd_that_posts() -> None:
    assert (await begun("POST", "POST", "POST", "GET"))[0] == "GET 3"


async def test_posts_begin_in_the_order_they_came() -> None:
    assert await begun("POST", "POST", "POST") == ["POST 0", "POST 1", "POST 2"]


async def test_one_post_begins_in_each_pass_of_the_loop() -> None:
    seen = 0

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal seen
        seen += 1

    site = InTurn(app)
    scope = {"type": "http", "method": "POST", "path": "/"}
    crowd = [asyncio.create_task(site(scope, _nothing, _nothing)) for _ in range(8)]
    most, before = 0, 0
    while seen < 8:
        await asyncio.sleep(0)
        most, before = max(most, seen - before), seen
    await asyncio.gather(*crowd)
    assert most == 1


async def test_a_post_that_fails_lets_the_next_one_begin() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError

    site = InTurn(app)
    scope = {"type": "http", "method": "POST", "path": "/"}
    told = await asyncio.gather(*(site(scope, _nothing, _nothing) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in told] == [ValueError] * 3

"""Requests that change something begin one after another, so that a crowd of them never holds up everybody else."""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send


class InTurn:
    """Lets one POST begin in each pass of the event loop, in the order they came.

    A POST works for milliseconds before it waits for anything. Where thirty arrive at one instant, the loop would begin
    them all before it looks at its sockets again. Limit: it spreads beginnings and bounds no number.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            async with self._turn:
                # One pass, in which whatever else is ready comes first.
                await asyncio.sleep(0)
        await self._app(scope, receive, send)

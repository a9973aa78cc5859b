"""A browser without a screen, for applications that are asked over ASGI."""

from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
from starlette.types import ASGIApp


class Browser:
    """Asks an application one request after the other and keeps its cookies, in tests that are not async."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._cookies = httpx.Cookies()

    def get(self, address: str, **options: Any) -> httpx.Response:
        return anyio.run(self._ask, "GET", address, options)

    def post(self, address: str, **options: Any) -> httpx.Response:
        return anyio.run(self._ask, "POST", address, options)

    async def _ask(self, method: str, address: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, cookies=self._cookies) as client:
            response = await client.request(method, f"http://site.example{address}", **options)
            self._cookies = client.cookies
            return response


@pytest.fixture
def browse() -> Callable[[ASGIApp], Browser]:
    """Opens a browser on an application that answers as site.example."""
    return Browser

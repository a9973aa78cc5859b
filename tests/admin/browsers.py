"""A browser for tests: real requests through the guards, cookies kept, forms sent as our own pages send them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from admin.app import staff_site
from admin.services import Services
from admin.setup.founding import Person
from kit import clock

OWN = {"sec-fetch-site": "same-origin"}


class Browser:
    """One person's browser. `page` is the last page's text."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.page = ""
        self.status = 0
        self.path = ""

    async def get(self, path: str) -> str:
        return self._kept(await self.client.get(path, follow_redirects=True))

    async def post(self, path: str, **fields: object) -> str:
        """Send a form; `code_office` stands for the field `code:office`."""
        named = {re.sub(r"^(code|name|receives|leaders)_", r"\1:", name): value for name, value in fields.items()}
        return self._kept(await self.client.post(path, data=named, headers=OWN, follow_redirects=True))

    async def sign_in(self, person: Person) -> str:
        """Sign in with password and the phone's present code."""
        fields = {"login": person.plan.login, "password": person.password.reveal(), "code": person.code(clock.now())}
        return await self.post("/admin/sign-in", **fields)

    def _kept(self, answer: httpx.Response) -> str:
        self.page, self.status, self.path = answer.text, answer.status_code, answer.url.path
        return self.page


@asynccontextmanager
async def browsing(services: Services, base: str = "http://127.0.0.1:8001") -> AsyncIterator[Browser]:
    """A browser with no cookies yet."""
    transport = httpx.ASGITransport(app=staff_site(services))
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield Browser(client)

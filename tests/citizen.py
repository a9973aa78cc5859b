"""A reporter with a browser that has no JavaScript, as plain HTTP: opens the page, answers it, presses buttons."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from storage.vault.receipt import Receipt

_TOKEN = re.compile(r'<input type="hidden" name="token" value="([^"]*)"')
_STEP = re.compile(r'<input type="hidden" name="step" value="([^"]*)"')
_RECEIPT = re.compile(r'<p class="receipt[^>]*>(.*?)</p>', re.S)
_AREA = re.compile(r'value="(area-[0-9a-f]+)"')
Answers = Mapping[str, Mapping[str, Any]]

SHORTEST: Answers = {
    "menu": {"press": "report"},
    "danger": {"press": "no"},
    "notice": {"action": "next"},
    "officials": {"press": "no"},
    "avoid_units": {"action": "next"},
    "identity": {"press": "anonymous"},
    "category": {"press": "market"},
    "area": {"press": "{area}"},
    "what": {"text": "{story}", "action": "next"},
    "place": {"action": "submit_now"},
    "review": {"action": "submit"},
}
"""The shortest way through a report: only what is required."""


class NotShown(AssertionError):
    """The page is not the one that the test was waiting for."""


@dataclass
class Page:
    """What a browser shows: the step of its form and its words."""

    text: str

    @property
    def step(self) -> str:
        found = _STEP.search(self.text)
        return found.group(1) if found else ""

    @property
    def token(self) -> str:
        found = _TOKEN.search(self.text)
        return found.group(1) if found else ""

    @property
    def receipt(self) -> Receipt:
        found = _RECEIPT.search(self.text)
        if not found:
            raise NotShown("no receipt on this page")
        return Receipt.parse(re.sub(r"\D", "", re.sub(r"<[^>]*>", "", found.group(1))))

    @property
    def words(self) -> str:
        """The page's own words, without marks."""
        body = self.text.partition("<main")[2].partition("</main>")[0]
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@dataclass
class Citizen:
    """One reporter; cookies as in one browser."""

    http: httpx.AsyncClient
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = field(default="", repr=False)

    @classmethod
    def at(cls, url: str, transport: httpx.AsyncBaseTransport | None = None) -> "Citizen":
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": url}
        return cls(httpx.AsyncClient(base_url=url, headers=headers, transport=transport, timeout=30, trust_env=False))

    async def look(self) -> Page:
        """Open the page again."""
        answer = await self.http.get("/")
        answer.raise_for_status()
        return self._seen(Page(answer.text))

    async def post(self, step: str, **fields: str | Sequence[str]) -> httpx.Response:
        """Send a page's form with what the page hid in it; the answer is not followed."""
        hidden = {"token": self.token} if self.token else {}
        return await self.http.post("/", data={"step": step, **hidden, **fields})

    async def answer(self, step: str, **fields: str | Sequence[str]) -> Page:
        """Send a page's form and see what comes."""
        sent = await self.post(step, **fields)
        if sent.status_code != 303:
            return self._seen(Page(sent.text))
        return await self.look()

    def _seen(self, page: Page) -> Page:
        # Kept until another page brings another one, as a tab gone back to would.
        self.token = page.token or self.token
        return page

    async def walk(self, until: str, story: str = "试填：桥头有人收过路费。", answers: Answers = SHORTEST) -> Page:
        """Go on from wherever the dialog stands until the page of step `until`."""
        page = await self.look()
        for _ in range(40):
            if page.step == until:
                return page
            wanted = answers.get(page.step)
            if wanted is None:
                raise NotShown(f"nothing to answer at {page.step!r}: {page.words[:300]}")
            page = await self.answer(page.step, **_filled(wanted, page, story))
        raise NotShown(f"{until!r} was never reached; last was {page.step!r}")

    async def file(self, story: str = "试填：桥头有人收过路费。", answers: Answers = SHORTEST) -> Receipt:
        """File a report and return its receipt as shown."""
        return (await self.walk("receipt", story, answers)).receipt

    async def leave_receipt(self, receipt: Receipt) -> Page:
        """Type its last four digits, as asked."""
        return await self.answer("receipt", text=receipt.reveal()[-4:], action="next")

    async def look_up(self, receipt: Receipt) -> Page:
        """Ask how a report stands."""
        await self.answer("menu", press="track")
        return await self.answer("track", text=receipt.grouped(), action="next")


def _filled(wanted: Mapping[str, Any], page: Page, story: str) -> dict[str, Any]:
    area = _AREA.search(page.text)
    values = {"area": area.group(1) if area else "", "story": story}
    return {name: value.format(**values) if isinstance(value, str) else value for name, value in wanted.items()}

"""`/verify`: what anyone may check about this installation. It knows no session, sets no cookie and asks nobody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.verify import telling
from bot.verify.facts import Facts
from bot.verify.promises import promises
from kit import language
from kit.web import Pages

PATH = "/verify"


@dataclass(frozen=True)
class VerifyPage:
    """One page; its facts are gathered anew at each visit."""

    pages: Pages
    gather: Callable[[], Awaitable[Facts]]
    contacts: Callable[[], Mapping[str, str]]

    def routes(self) -> list[Route]:
        return [Route(PATH, self.show, methods=["GET", "HEAD"])]

    async def show(self, request: Request) -> Response:
        """The facts in the page's language."""
        chosen = language.of(request)
        t, facts = self.pages.catalogue.bind(chosen), await self.gather()
        return self.pages.render(
            request, "verify.html", notices=telling.notices(facts, t), sections=telling.sections(facts, t),
            promises=promises(chosen), contacts=self.contacts(),
        )  # fmt: skip

"""The web chat's addresses: the page, its answer, a ticket for officers, leaving."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channels.base import ChatKey, Turn
from bot.channels.web import form as forms
from bot.channels.web.receipt_picture import picture
from bot.channels.web.screen import Screen
from bot.conversation import WEB, DialogConversation
from bot.dialog.inputs import Action
from bot.dialog.replies import ShowReceipt
from kit import language
from kit.catalogue import LANGUAGES
from kit.runtime_store.protocol import RuntimeStoreUnavailable
from kit.web import Pages
from storage.errors import StorageError

_KEY_SIZE: Final = 32
_LIFETIME: Final = 24 * 60 * 60
_MAX_FIELDS: Final = 200
_TICKET_DIGITS: Final = 12


@dataclass(frozen=True)
class WebChat:
    """The channel. `secure` says whether browsers reach it by TLS, which gives the cookie its `__Host-` name."""

    conversation: DialogConversation
    pages: Pages
    secure: bool
    away: str
    contacts: Callable[[], Mapping[str, str]]

    def routes(self) -> list[Route]:
        return [
            Route("/", self.show, methods=["GET", "HEAD"]),
            Route("/", self.take, methods=["POST"]),
            Route("/ticket", self.ask_ticket, methods=["GET"]),
            Route("/ticket", self.take_ticket, methods=["POST"]),
            Route("/leave", self.leave, methods=["GET"]),
            Route("/receipt.png", self.receipt_picture, methods=["GET"]),
            Route("/alive", self.alive, methods=["GET", "HEAD"]),
        ]

    async def show(self, request: Request) -> Response:
        """The page where this person is; looking changes nothing."""
        chosen = request.query_params.get(language.NAME)
        key, fresh = self._key(request)
        if chosen in LANGUAGES:
            return await self._switch(request, key, chosen)
        try:
            turn = await self.conversation.screen(key)
            ticket = not fresh and await self.conversation.has_ticket(key)
        except (StorageError, RuntimeStoreUnavailable):
            return self._unavailable(request, {})
        return self._page(request, turn, ticket)

    async def take(self, request: Request) -> Response:
        """One answer; then the browser fetches the page anew, so that a reload never posts twice."""
        posted = await _fields(request)
        key, _ = self._key(request)
        try:
            await self.conversation.handle(key, [forms.read(forms.PlainForm(posted))])
        except (StorageError, RuntimeStoreUnavailable):
            return self._unavailable(request, posted)
        return self._with_cookie(RedirectResponse("/", 303), key)

    async def ask_ticket(self, request: Request) -> Response:
        """Where an officer who takes a call types the digits of the staff site."""
        return self._render(request, "ticket.html", language.of(request), error=None)

    async def take_ticket(self, request: Request) -> Response:
        """Begin a dialog with a ticket; only its form is checked here, the admin host alone knows whether it is good."""
        posted = await _fields(request)
        digits = "".join(char for char in forms.PlainForm(posted).get("ticket") if char.isdecimal() and char.isascii())
        if len(digits) != _TICKET_DIGITS:
            return self._render(request, "ticket.html", language.of(request), 422, error="web.ticket_form")
        key, _ = self._key(request)
        try:
            await self.conversation.with_ticket(key, digits)
        except (StorageError, RuntimeStoreUnavailable):
            return self._unavailable(request, posted)
        return self._with_cookie(RedirectResponse("/", 303), key)

    async def leave(self, request: Request) -> Response:
        """快速离开: an ordinary page elsewhere. The draft stays for 24 hours; 清除记录 is what erases it."""
        return RedirectResponse(self.away, 303)

    async def receipt_picture(self, request: Request) -> Response:
        """The digits of the receipt that this person's page shows now, as a PNG; 404 where it shows none."""
        key, _ = self._key(request)
        turn = await self.conversation.screen(key)
        page = Screen.of(turn.replies).main
        if not isinstance(page, ShowReceipt):
            raise HTTPException(404)
        return Response(picture(page.groups), media_type="image/png")

    async def alive(self, request: Request) -> Response:
        """For balancers and monitors: the process answers."""
        return Response(status_code=204)

    async def _switch(self, request: Request, key: ChatKey, chosen: str) -> Response:
        try:
            turn = await self.conversation.screen(key)
            if turn.language != chosen:
                await self.conversation.handle(key, [Action("language")])
        except (StorageError, RuntimeStoreUnavailable):
            return self._unavailable(request, {})
        response = RedirectResponse("/", 303)
        language.remember(request, response)
        return self._with_cookie(response, key)

    def _page(self, request: Request, turn: Turn, ticket: bool) -> HTMLResponse:
        return self._render(request, "chat.html", turn.language, screen=Screen.of(turn.replies), ticket=ticket)

    def _unavailable(self, request: Request, posted: dict[str, Sequence[str]]) -> HTMLResponse:
        """Nothing was taken: say so calmly and keep what was typed on the page, ready to be sent again."""
        kept = [(name, value) for name, values in posted.items() for value in values]
        return self._render(request, "not_taken.html", language.of(request), 503, kept=kept, path=request.url.path)

    def _render(
        self, request: Request, template: str, chosen: str, status: int = 200, **values: object
    ) -> HTMLResponse:
        texts = {"t": self.pages.catalogue.bind(chosen), "language": chosen, "html_lang": language.html_name(chosen)}
        others = [(code, f"/?language={code}") for code in LANGUAGES if code != chosen]
        return self.pages.render(
            request, template, status, **texts, languages=others, contacts=self.contacts(), **values
        )

    def _key(self, request: Request) -> tuple[ChatKey, bool]:
        """The person's key from the cookie, or a new one."""
        held = request.cookies.get(self._cookie, "")
        if len(held) == 2 * _KEY_SIZE and all(char in "0123456789abcdef" for char in held):
            return ChatKey(WEB, held), False
        return ChatKey(WEB, secrets.token_hex(_KEY_SIZE)), True

    def _with_cookie(self, response: Response, key: ChatKey) -> Response:
        # Lax: the chat is opened from a menu inside WeChat, and a strict cookie would not be sent on that first visit.
        response.set_cookie(
            self._cookie, key.address, max_age=_LIFETIME, secure=self.secure, httponly=True, samesite="lax"
        )
        return response

    @property
    def _cookie(self) -> str:
        return "__Host-chat" if self.secure else "chat"


async def _fields(request: Request) -> dict[str, Sequence[str]]:
    async with request.form(max_fields=_MAX_FIELDS, max_files=0) as posted:
        fields: dict[str, list[str]] = {}
        for name, value in posted.multi_items():
            if isinstance(value, str):
                fields.setdefault(name, []).append(value)
    return dict(fields)

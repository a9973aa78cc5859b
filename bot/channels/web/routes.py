"""The web chat's addresses: the page, its answer, a ticket for officers, leaving."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.budgets import MINUTE
from bot.channels.base import ChatKey, Turn
from bot.channels.web import form as forms
from bot.channels.web.form import PlainForm
from bot.channels.web.form_token import FIELD, FormTokens
from bot.channels.web.proof import as_text
from bot.channels.web.receipt_picture import picture
from bot.channels.web.screen import Screen
from bot.conversation import WEB, DialogConversation
from bot.dialog.inputs import Action, Input
from bot.dialog.replies import Reply, Say, ShowReceipt, ShowReview
from kit import language
from kit.catalogue import DEFAULT_LANGUAGE, LANGUAGES
from kit.runtime_store.protocol import RuntimeStoreUnavailable
from kit.web import Pages
from storage.errors import StorageError, TooLong, VaultError

_KEY_SIZE: Final = 32
_LIFETIME: Final = 24 * 60 * 60
_MAX_FIELDS: Final = 200
_TICKET_DIGITS: Final = 12
_BEGUN: Final = "begun"
_POLLS: Final = 10
_PAUSE_SECONDS: Final = 0.2
_NOT_KEPT: Final = (StorageError, RuntimeStoreUnavailable, TooLong)
Posted = dict[str, Sequence[str]]


@dataclass(frozen=True)
class WebChat:
    """The channel. `secure` says whether browsers reach it by TLS, which gives the cookie its `__Host-` name."""

    conversation: DialogConversation
    tokens: FormTokens
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
            Route("/proof", self.show_proof, methods=["POST"]),
            Route("/proof.json", self.send_proof, methods=["POST"]),
            Route("/receipt.png", self.receipt_picture, methods=["GET"]),
            Route("/alive", self.alive, methods=["GET", "HEAD"]),
        ]

    async def show(self, request: Request) -> Response:
        """The page where this person is; looking changes nothing."""
        chosen = request.query_params.get(language.NAME)
        key, fresh = self._key(request)
        if chosen in LANGUAGES:
            return await self._switch(request, key, chosen)
        begun = _BEGUN in request.query_params
        if begun and not fresh:
            return RedirectResponse("/", 303)
        try:
            turn = await self._settled(key)
            screen = Screen.of((*((Say("web.cookies_needed", tone="warn"),) if begun else ()), *turn.replies))
            token = await self._token(key, screen)
        except _NOT_KEPT:
            return self._unavailable(request, {})
        chosen = language.of(request) if fresh else turn.language
        return self._page(request, screen, chosen, turn.by_officer, token=token)

    async def take(self, request: Request) -> Response:
        """One answer; then the browser fetches the page anew, so that a reload never posts twice.

        What may not be kept is on the answer itself: a mistyped receipt, and that everything was erased; and so is
        that a budget is used up, because that is an error with a status of its own.
        """
        posted = await _fields(request)
        form = PlainForm(posted)
        key, fresh = self._key(request)
        held = form.get(FIELD)
        try:
            # Only the page that submits holds a token; without one nothing is submitted, whatever was posted.
            hasty = not (held and await self.tokens.ripe(held, key.address))
            turn = await self.conversation.handle(key, [*_first(request, fresh), forms.read(form)], hasty=hasty)
            screen = Screen.of(turn.replies)
            token = await self._token(key, screen, held)
        except _NOT_KEPT as error:
            return self._unavailable(request, posted, error)
        if screen.wiped:
            response: Response = self._page(request, screen, turn.language)
            self._remember(response, turn.language)
            response.delete_cookie(self._cookie, secure=self.secure, httponly=True, samesite="lax")
            return response
        if screen.unkept or screen.refusal:
            status = 429 if screen.refusal else 422
            shown = screen.with_typed(form.get("text"))
            response = self._page(request, shown, turn.language, turn.by_officer, status, token)
            if screen.refusal:
                response.headers["Retry-After"] = str(MINUTE if screen.refusal == "busy" else self.tokens.seconds)
        else:
            response = RedirectResponse(f"/?{_BEGUN}" if fresh else "/", 303)
        self._remember(response, turn.language)
        return self._with_cookie(response, key)

    async def ask_ticket(self, request: Request) -> Response:
        """Where an officer who takes a call types the digits of the staff site."""
        return self._render(request, "ticket.html", language.of(request), error=None, typed="")

    async def take_ticket(self, request: Request) -> Response:
        """Begin a dialog with a ticket. Its form is checked here; the admin host alone knows if it is good."""
        posted = await _fields(request)
        typed = PlainForm(posted).get("ticket")
        digits = "".join(char for char in typed if char.isdecimal() and char.isascii())
        chosen = language.of(request)
        if len(digits) != _TICKET_DIGITS:
            return self._render(request, "ticket.html", chosen, 422, error="web.ticket_form", typed=typed[:40])
        key, fresh = self._key(request)
        try:
            await self.conversation.handle(key, _first(request, fresh))
            await self.conversation.with_ticket(key, digits)
        except _NOT_KEPT as error:
            return self._unavailable(request, posted, error)
        return self._with_cookie(RedirectResponse("/", 303), key)

    async def leave(self, request: Request) -> Response:
        """快速离开: an ordinary page elsewhere. The draft stays for 24 hours; 清除记录 is what erases it."""
        return RedirectResponse(self.away, 303)

    async def receipt_picture(self, request: Request) -> Response:
        """The digits of the receipt that this person's page shows now, as a PNG; 404 where it shows none."""
        key, _ = self._key(request)
        try:
            replies: Sequence[Reply] = (await self.conversation.screen(key)).replies
        except _NOT_KEPT:
            raise HTTPException(503) from None
        page = Screen.of(replies).main
        if not isinstance(page, ShowReceipt):
            raise HTTPException(404)
        return Response(picture(page.groups), media_type="image/png")

    async def show_proof(self, request: Request) -> Response:
        """The signed statement of filing as text: WeChat's browser saves no files. Only by a form, never by a link."""
        proof = await self._proof(request)
        status = 200 if proof else 404
        return self._render(request, "proof.html", language.of(request), status, proof=proof)

    async def send_proof(self, request: Request) -> Response:
        """The same as a file, under a name that says nothing."""
        proof = await self._proof(request)
        if not proof:
            raise HTTPException(404)
        headers = {"Content-Disposition": 'attachment; filename="record.json"'}
        return Response(proof, media_type="application/json", headers=headers)

    async def _proof(self, request: Request) -> str:
        key, _ = self._key(request)
        try:
            proof = await self.conversation.proof(key)
        except (*_NOT_KEPT, VaultError):
            return ""
        return as_text(proof) if proof else ""

    async def alive(self, request: Request) -> Response:
        """For balancers and monitors: the process answers."""
        return Response(status_code=204)

    async def _settled(self, key: ChatKey) -> Turn:
        """The page, once an effect that a first click began has ended; at most two seconds later as it is."""
        turn = await self.conversation.screen(key)
        for _ in range(_POLLS):
            if not any(isinstance(reply, Say) and reply.key == "wait.working" for reply in turn.replies):
                break
            await asyncio.sleep(_PAUSE_SECONDS)
            turn = await self.conversation.screen(key)
        return turn

    async def _switch(self, request: Request, key: ChatKey, chosen: str) -> Response:
        try:
            turn = await self.conversation.screen(key)
            if turn.language != chosen:
                await self.conversation.handle(key, [Action("language")])
        except _NOT_KEPT as error:
            return self._unavailable(request, {}, error)
        response = RedirectResponse("/", 303)
        self._remember(response, chosen)
        return self._with_cookie(response, key)

    async def _token(self, key: ChatKey, screen: Screen, held: str = "") -> str:
        """What the page must bring along to submit; nothing on pages that do not."""
        return await self.tokens.give(key.address, held) if isinstance(screen.main, ShowReview) else ""

    def _page(
        self, request: Request, screen: Screen, chosen: str, ticket: bool = False, status: int = 200, token: str = ""
    ) -> HTMLResponse:
        shown = {"screen": screen, "ticket": ticket, "token": token}
        return self._render(request, "chat.html", chosen, status, languages=(), **shown)

    def _unavailable(self, request: Request, posted: Posted, error: Exception | None = None) -> HTMLResponse:
        """Nothing was taken: say so calmly and keep what was typed on the page, ready to be sent again."""
        kept = [(name, value) for name, values in posted.items() for value in values if value]
        why, status = ("too_long", 413) if isinstance(error, TooLong) else ("later", 503)
        path = request.url.path
        return self._render(request, "not_taken.html", language.of(request), status, kept=kept, path=path, why=why)

    def _render(
        self, request: Request, template: str, chosen: str, status: int = 200, **values: object
    ) -> HTMLResponse:
        texts = {"t": self.pages.catalogue.bind(chosen), "language": chosen, "html_lang": language.html_name(chosen)}
        return self.pages.render(request, template, status, **texts, contacts=self.contacts(), **values)

    def _key(self, request: Request) -> tuple[ChatKey, bool]:
        """The person's key from the cookie, or a new one and True."""
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

    def _remember(self, response: Response, chosen: str) -> None:
        """The language also for pages that know no session."""
        response.set_cookie(language.NAME, chosen, secure=self.secure, httponly=True, samesite="lax")

    @property
    def _cookie(self) -> str:
        return "__Host-chat" if self.secure else "chat"


def _first(request: Request, fresh: bool) -> list[Input]:
    """What begins a conversation in the language that was chosen on a page without one."""
    return [Action("language")] if fresh and language.of(request) != DEFAULT_LANGUAGE else []


async def _fields(request: Request) -> Posted:
    async with request.form(max_fields=_MAX_FIELDS, max_files=0) as posted:
        fields: dict[str, list[str]] = {}
        for name, value in posted.multi_items():
            if isinstance(value, str):
                fields.setdefault(name, []).append(value)
    return dict(fields)

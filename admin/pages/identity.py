"""An identity, from the officers' side: asked for, revealed once, or left to a custodian's call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from admin.doors import ServicesOf
from admin.forms import Sent
from admin.identity import asking, calling, people
from admin.identity.card import card_of, state_of
from admin.identity.refusals import as_input, ids, note_blocked
from admin.identity.terms import CALLS, WAITS, hours_to_reveal
from admin.leads.case import open_case
from admin.leads.words import Words, document_of, names_of
from admin.leads.written import plain
from admin.pages.queue import AtDesk
from admin.services import Services
from admin.sign_in.unlock import unlock
from admin.signed import Signed
from admin.view import go, show
from kit import clock, language
from storage.errors import AlreadyDone, BadInput, NotAllowed, VaultError
from storage.report import AccessReasons

router = APIRouter(prefix="/admin")
HOME: Final = "/admin/leads"
DONE: Final = ("asked", "calling")
REASONS: Final = ("reason", "basis", "document")


@router.get("/identity")
async def mine(request: Request, signed: AtDesk, services: ServicesOf) -> Response:
    """The member's own requests, newest first, those of leads that they may still see."""
    now = clock.now()
    states = ("waiting", "approved", "refused", "revealed", "expired")
    async with services.ledger.read() as work:
        lines = []
        for row in await work.identity_requests.in_states(states, signed.member.staff_id):
            if await work.grants.held(row.lead_id, signed.member.units, signed.member.staff_id):
                number = (await work.leads.clear_columns(row.lead_id)).number
                lines.append((row, state_of(row, now), number))
        policy = await document_of(work)
    words = Words(services.texts, language.of(request), services.settings.zone, policy)
    return show(request, "identity/mine.html", signed, lines=lines, w=words)


@router.get("/leads/{number}/identity")
async def identity(
    number: str, request: Request, signed: AtDesk, services: ServicesOf, done: Annotated[str, Query()] = ""
) -> Response:
    """Requests and call-backs of a lead, and the forms for new ones. Nothing of the lead itself."""
    return await _page(request, services, signed, number, done=done if done in DONE else "")


@router.post("/leads/{number}/identity/requests")
async def ask(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """Ask custody. What was typed stays on the page where it is refused."""
    typed = {name: plain(sent.text(name)) for name in REASONS}
    try:
        reasons = _reasons(typed)
        async with services.ledger.begin() as work:
            await asking.ask(work, signed, await open_case(work, signed, number), reasons, clock.now())
    except (BadInput, NotAllowed, VaultError) as error:
        return await _refused(request, services, signed, number, error, typed)
    request.app.state.staff_webhook.announce()
    return go(f"{HOME}/{number}/identity?done=asked")


@router.post("/leads/{number}/identity/calls")
async def call(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """Ask one custodian to call the reporter back."""
    try:
        custodian = ids(sent.text("custodian"))
        async with services.ledger.begin() as work:
            await calling.ask_to_call(work, signed, await open_case(work, signed, number), custodian, clock.now())
    except (BadInput, NotAllowed, VaultError) as error:
        return await _refused(request, services, signed, number, error)
    request.app.state.staff_webhook.announce()
    return go(f"{HOME}/{number}/identity?done=calling")


@router.post("/leads/{number}/identity/requests/{request_id}/reveal")
async def reveal(
    number: str, request_id: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent
) -> Response:
    """Behind the password: the identity, once, on a page that says who saw it and when."""
    try:
        open_ = await unlock(services, signed, sent.secret("password"), clock.now())
        now = clock.now()
        opened = await asking.reveal(services, open_, number, ids(request_id), now)
    except (BadInput, NotAllowed, AlreadyDone, VaultError) as error:
        return await _refused(request, services, signed, number, error)
    words = Words(services.texts, language.of(request), services.settings.zone)
    return show(request, "identity/revealed.html", signed, number=number, identity=opened, now=now, w=words)


async def _refused(
    request: Request, services: Services, signed: Signed, number: str, error: Exception,
    typed: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    async with services.ledger.read() as work:
        lead_id = await work.leads.id_of_number(number, signed.member.units, signed.member.staff_id)
    await note_blocked(services, signed, lead_id, error)
    told, status = as_input(error)
    return await _page(request, services, signed, number, status=status, error=told, typed=typed)


async def _page(
    request: Request, services: Services, signed: Signed, number: str, *, status: int = 200,
    error: BadInput | None = None, typed: Mapping[str, str] | None = None, done: str = "",
) -> Response:  # fmt: skip
    now = clock.now()
    async with services.ledger.begin() as work:
        case = await open_case(work, signed, number)
        card = await card_of(work, signed, case, now)
        callers = await people.custodians(work) if card.may_ask else []
        hours = await hours_to_reveal(work)
        names = await names_of(work, card.people)
        policy = await document_of(work)
    words = Words(services.texts, language.of(request), services.settings.zone, policy, names)
    return show(
        request, "identity/lead.html", signed, status=status, error=error, number=number, card=card, callers=callers,
        hours=hours, waits=WAITS.days, calls=CALLS.days, typed=typed or {}, done=done, now=now, w=words,
    )  # fmt: skip


def _reasons(typed: Mapping[str, str]) -> AccessReasons:
    try:
        return AccessReasons.model_validate(dict(typed))
    except ValidationError:
        raise BadInput("identity.error.reasons") from None

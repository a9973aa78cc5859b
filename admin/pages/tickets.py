"""登记来电来信来访: a ticket that begins the citizen's dialog, and the slip to hand over."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from admin.access import AccessKind, record
from admin.doors import ServicesOf
from admin.leads.tickets import SOURCES, MadeTicket, make_ticket
from admin.leads.words import Words
from admin.pages.queue import AtDesk
from admin.services import Services
from admin.setup.desk import contacts
from admin.signed import Signed
from admin.view import show
from kit import clock, language
from storage.errors import BadInput

router = APIRouter(prefix="/admin/tickets")
SHOWN: Final = timedelta(days=7)


@router.get("")
async def tickets(request: Request, signed: AtDesk, services: ServicesOf) -> Response:
    """Choose a source; below, which of one's own tickets were used."""
    return await _page(request, services, signed)


@router.post("")
async def make(request: Request, signed: AtDesk, services: ServicesOf, source: Annotated[str, Form()] = "") -> Response:
    """Make a ticket. Its digits are in this answer alone: in no address, no log and no table."""
    try:
        async with services.ledger.begin() as work:
            made = await make_ticket(work, signed, services.wrap_key, source, clock.now())
    except BadInput as error:
        return await _page(request, services, signed, error=error)
    return await _page(request, services, signed, made=made)


@router.post("/slip")
async def slip(request: Request, signed: AtDesk, services: ServicesOf, source: Annotated[str, Form()] = "") -> Response:
    """The slip to hand over, with empty boxes: the receipt is written in by hand and is never on this site."""
    if source not in SOURCES:
        raise BadInput("ticket.error_source")
    now = clock.now()
    async with services.ledger.begin() as work:
        await record(work, AccessKind.SLIP_PRINTED, signed, details=source)
        phone = (await contacts(work))["office_phone"]
    words = Words(services.texts, language.of(request), services.settings.zone)
    return show(request, "leads/slip.html", signed, source=source, phone=phone, today=words.day(now), w=words)


async def _page(
    request: Request, services: Services, signed: Signed, made: MadeTicket | None = None, error: BadInput | None = None
) -> Response:
    now = clock.now()
    async with services.ledger.read() as work:
        mine = await work.tickets.of_staff(signed.member.staff_id, now - SHOWN)
    words = Words(services.texts, language.of(request), services.settings.zone)
    return show(
        request, "leads/tickets.html", signed, error=error, made=made, mine=mine, sources=SOURCES, now=now, w=words
    )  # fmt: skip

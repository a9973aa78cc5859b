"""Searching the unit's opened leads. What is looked for travels in the body of a form: an address would be kept."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin.doors import ServicesOf
from admin.forms import Sent
from admin.leads.deadlines import calendar_in
from admin.leads.finding import MOST_TYPED, Found, find, words_of
from admin.leads.words import Words, document_of, names_of
from admin.pages.queue import AtDesk
from admin.services import Services
from admin.signed import Signed
from admin.view import show
from kit import clock, language
from storage.errors import BadInput
from storage.lead_index import Coverage
from storage.queue_shapes import Cursor

router = APIRouter(prefix="/admin/search")


@router.get("")
async def ask(request: Request, signed: AtDesk, services: ServicesOf) -> Response:
    """The empty form, and how many leads can be searched."""
    async with services.ledger.read() as work:
        coverage = await work.lead_index.coverage(signed.member.units, signed.member.staff_id)
    return await _page(request, services, signed, "", coverage)


@router.post("")
async def search(request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """One page of hits; whatever is refused comes back with what was typed."""
    typed = sent.text("words").strip()
    try:
        found = await find(services.ledger, signed, words_of(typed), _place(sent.text("after")))
    except BadInput as error:
        async with services.ledger.read() as work:
            coverage = await work.lead_index.coverage(signed.member.units, signed.member.staff_id)
        return await _page(request, services, signed, typed, coverage, error=error)
    return await _page(request, services, signed, typed, found.coverage, found)


async def _page(
    request: Request, services: Services, signed: Signed, typed: str, coverage: Coverage, found: Found | None = None,
    error: BadInput | None = None,
) -> Response:  # fmt: skip
    async with services.ledger.read() as work:
        policy, calendar = await document_of(work), await calendar_in(work)
        leavers = await work.leavers.gone(signed.member.units) if found else frozenset[bytes]()
        people = await names_of(work, (row.handler_id for row in found.rows)) if found else {}
    words = Words(services.texts, language.of(request), services.settings.zone, policy, people, calendar=calendar)
    return show(
        request, "leads/search.html", signed, error=error, typed=typed, coverage=coverage, found=found, w=words,
        leavers=leavers, most=MOST_TYPED, now=clock.now(), after=found.older.text() if found and found.older else "",
    )  # fmt: skip


def _place(text: str) -> Cursor | None:
    """Where a page goes on; nothing where the form says something else."""
    try:
        return Cursor.parse(text) if text and "-" not in text else None
    except ValueError:
        return None

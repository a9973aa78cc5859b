"""Why a colleague's lead is opened: asked before its page, once a day."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin.doors import ServicesOf
from admin.forms import Sent
from admin.leads.viewing import LEAST, MOST, Reason, explain, must_explain
from admin.leads.words import Words, document_of, names_of
from admin.pages.queue import HOME, AtDesk
from admin.services import Services
from admin.signed import Member, Signed
from admin.view import go, show
from admin.workflow.standing import ViewReason
from kit import clock, language
from storage.errors import BadInput
from storage.tables.ledger import Lead
from storage.unit_of_work import LedgerWork

router = APIRouter(prefix="/admin/leads")


@router.post("/{number}/reason")
async def give(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """Record the reason and go on to the lead."""
    code, text = sent.text("reason"), sent.text("text")
    key = f"word.view_reason.{code}"
    reason = Reason(code, text, services.texts.text(key) if services.texts.has(key) else "")
    try:
        async with services.ledger.begin() as work:
            await explain(work, signed, number, reason, clock.now())
    except BadInput as error:
        return await _page(request, services, signed, number, {"reason": code, "text": text}, error)
    return go(f"{HOME}/{number}")


async def asked_first(
    request: Request, services: Services, signed: Signed, number: str, *, seen_is_enough: bool = False
) -> Response | None:
    """The page that asks, where this member must say why; None where the lead may be shown. Raises `NotFound`."""
    async with services.ledger.read() as work:
        lead = await _lead(work, signed.member, number)
        zone = services.settings.zone
        asks = await must_explain(work, signed, lead, clock.now(), zone, seen_is_enough=seen_is_enough)
    return await _page(request, services, signed, number, {}) if asks else None


async def _lead(work: LedgerWork, member: Member, number: str) -> Lead:
    return await work.leads.clear_columns(await work.leads.id_of_number(number, member.units, member.staff_id))


async def _page(
    request: Request, services: Services, signed: Signed, number: str, typed: Mapping[str, str],
    error: BadInput | None = None,
) -> Response:  # fmt: skip
    async with services.ledger.read() as work:
        lead = await _lead(work, signed.member, number)
        policy, people = await document_of(work), await names_of(work, [lead.handler_id])
    words = Words(services.texts, language.of(request), services.settings.zone, policy, people)
    return show(
        request, "leads/reason.html", signed, error=error, lead=lead, w=words, typed=typed, reasons=list(ViewReason),
        least=LEAST, most=MOST,
    )  # fmt: skip

"""The urging slip 催办单 of an overdue lead: one sheet to print, sign and hand over, without a word of content."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin.access import AccessKind, record
from admin.doors import ServicesOf
from admin.leads.lead_view import view_lead
from admin.pages.lead import moment_of, view_words
from admin.pages.queue import AtDesk
from admin.view import show
from storage.errors import BadInput

router = APIRouter(prefix="/admin/leads")


@router.post("/{number}/urging")
async def urging_slip(number: str, request: Request, signed: AtDesk, services: ServicesOf) -> Response:
    """The slip for whoever may see the lead, recorded as printed. Raises `BadInput` where nothing is late."""
    async with services.ledger.begin() as work:
        moment = await moment_of(work, services)
        view = await view_lead(work, signed, number, moment)
        words = view_words(request, services, view, moment)
        missed = [deadline for deadline in view.deadlines if words.today > deadline.day]
        if not missed:
            raise BadInput("late.error_not_late")
        await record(work, AccessKind.LEAD_PRINTED, signed, view.case.lead.id, details="urging_slip")
    late = words.late(missed[0].day, view.case.lead.handler_id)
    return show(
        request, "leads/urging.html", signed, lead=view.case.lead, missed=missed, late=late, w=words, now=moment.at
    )

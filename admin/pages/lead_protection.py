"""Whether a lead's reporter is under protection, which defers the end of its term."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin.doors import ServicesOf
from admin.forms import Sent
from admin.leads.case import Case
from admin.leads.deadlines import Moment
from admin.pages.lead import attempt
from admin.pages.queue import AtDesk
from admin.retention.protecting import set_protection
from storage.unit_of_work import LedgerWork

router = APIRouter(prefix="/admin/leads")


@router.post("/{number}/protection")
async def protect(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """Enter it or end it."""
    wanted = sent.flag("wanted")

    async def act(work: LedgerWork, case: Case, moment: Moment) -> None:
        await set_protection(work, signed, case, wanted, moment.at)

    return await attempt(request, services, signed, number, act, "saved", {})

"""防通风报信 on a lead's page: withdrawing oneself, and shutting a whole unit out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import policy_book
from admin.doors import ServicesOf
from admin.forms import Sent
from admin.leads.case import Case
from admin.leads.deadlines import Moment
from admin.leads.excluding import exclude_unit
from admin.leads.recusing import Recusal, recuse
from admin.pages.lead import attempt
from admin.pages.lead_steps import staff_id_of
from admin.pages.queue import AtDesk
from storage.errors import BadInput
from storage.unit_of_work import LedgerWork

router = APIRouter(prefix="/admin/leads")


@router.post("/{number}/recuse")
async def withdraw(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """The member has a relation with the case; afterwards the list is all they see."""
    typed = {name: sent.text(name) for name in ("reason", "successor", "unit")}

    async def act(work: LedgerWork, case: Case, moment: Moment) -> None:
        if not sent.flag("sure"):
            raise BadInput("shield.error.tick")
        successor = staff_id_of(typed["successor"]) if typed["successor"] else None
        policy = await policy_book.required(work)
        recusal = Recusal(typed["reason"], successor, typed["unit"])
        await recuse(work, signed, case, policy.document, recusal, moment)

    return await attempt(request, services, signed, number, act, "saved", {"form": "recuse"} | typed)


@router.post("/{number}/exclude")
async def exclude(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """Shut a unit out."""
    unit, reason = sent.text("unit"), sent.text("reason")

    async def act(work: LedgerWork, case: Case, moment: Moment) -> None:
        policy = await policy_book.required(work)
        await exclude_unit(work, signed, case, policy.document, unit, reason, sent.number("version"), moment)

    typed = {"form": "exclude", "unit": unit, "reason": reason}
    return await attempt(request, services, signed, number, act, "excluded", typed)

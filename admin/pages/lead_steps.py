"""The steps of a lead: moves by the table, its handler, its class, its reward."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import policy_book
from admin.doors import ServicesOf
from admin.forms import Sent
from admin.leads.arranging import classify, set_handler
from admin.leads.case import Case
from admin.leads.deadlines import Moment
from admin.leads.moving import Wanted, make_move
from admin.leads.rewards import decide, propose
from admin.pages.lead import attempt
from admin.pages.queue import AtDesk
from admin.workflow.rewards import RewardState
from admin.workflow.states import Asks, MoveName
from storage.errors import BadInput
from storage.unit_of_work import LedgerWork

router = APIRouter(prefix="/admin/leads")
CLASS: Final = ("category", "area", "level")


@router.post("/{number}/moves/{name}")
async def move(
    number: str, name: MoveName, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent
) -> Response:
    """One move of the table."""
    fields = {asks.value: sent.text(asks.value) for asks in Asks}

    async def act(work: LedgerWork, case: Case, moment: Moment) -> None:
        policy = await policy_book.required(work)
        wanted = Wanted(name, sent.number("version"), conflict=sent.text("conflict"), **fields)
        await make_move(work, signed, case, wanted, policy.document, moment)

    typed = {"form": f"move-{name.value}", "conflict": sent.text("conflict")} | fields
    return await attempt(request, services, signed, number, act, name.value, typed)


@router.post("/{number}/handler")
async def handler(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """Name the one person in charge."""
    member, conflict = sent.text("member"), sent.text("conflict")

    async def act(work: LedgerWork, case: Case, moment: Moment) -> None:
        await set_handler(work, signed, case, staff_id_of(member), sent.number("version"), moment.at, conflict)

    typed = {"form": "handler", "member": member, "conflict": conflict}
    return await attempt(request, services, signed, number, act, "saved", typed)


@router.post("/{number}/class")
async def set_class(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """Category, area and level."""
    typed = {name: sent.text(name) for name in CLASS}

    async def act(work: LedgerWork, case: Case, moment: Moment) -> None:
        policy = await policy_book.required(work)
        await classify(work, signed, case, policy.document, typed, sent.number("version"), moment.at)

    return await attempt(request, services, signed, number, act, "saved", {"form": "class"} | typed)


@router.post("/{number}/reward")
async def reward(number: str, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent) -> Response:
    """Propose a sum."""
    amount = sent.text("amount")

    async def act(work: LedgerWork, case: Case, moment: Moment) -> None:
        await propose(work, signed, case, amount, moment.at)

    return await attempt(request, services, signed, number, act, "reward", {"form": "reward", "amount": amount})


@router.post("/{number}/reward/{to}")
async def reward_decision(
    number: str, to: RewardState, request: Request, signed: AtDesk, services: ServicesOf, sent: Sent
) -> Response:
    """Approve, refuse, or record the payment."""

    async def act(work: LedgerWork, case: Case, moment: Moment) -> None:
        await decide(work, signed, case, to, sent.number("version"), moment.at)

    return await attempt(request, services, signed, number, act, "reward", {"form": "reward"})


def staff_id_of(typed: str) -> bytes:
    """An id from a form; raises `BadInput`."""
    try:
        return bytes.fromhex(typed)
    except ValueError:
        raise BadInput("lead.error_handler") from None

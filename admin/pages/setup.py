"""The set-up page: what is still missing, in order, each with a link; and how a backup is made."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import view
from admin.setup import checklist, state
from admin.setup.checklist import Mark
from admin.signed import ServicesOf, SignedIn
from kit import clock

router = APIRouter(prefix="/admin/setup")


@router.get("")
async def overview(request: Request, signed: SignedIn, services: ServicesOf) -> Response:
    """The ordered list and the table of the smallest office."""
    now = clock.now()
    async with services.ledger.read() as work:
        facts = await state.facts(work, now)
    steps = checklist.steps(facts, now)
    return view.show(
        request, "setup.html", signed, facts=facts, complete=checklist.is_complete(facts),
        needed=[step for step in steps if step.mark is not Mark.WARNING],
        warnings=[step for step in steps if step.mark is Mark.WARNING],
    )  # fmt: skip


@router.get("/backup")
async def backup(request: Request, signed: SignedIn, services: ServicesOf) -> Response:
    """When the last backup was made, and the command that makes one."""
    async with services.ledger.read() as work:
        facts = await state.facts(work, clock.now())
    return view.show(request, "backup.html", signed, last=facts.last_backup)

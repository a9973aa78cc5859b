"""The set-up page: what is still missing, in order, each with a link; and how a backup is made."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from admin import restoring, view
from admin.doors import ServicesOf, SignedIn
from admin.roles import Role
from admin.setup import checklist, key_state, state
from admin.setup.checklist import Mark, Step
from admin.signed import Member
from kit import clock

router = APIRouter(prefix="/admin/setup")
_BY_SYSADMIN = dict.fromkeys(("office_unit", "custody_unit", "first_members", "escalation_unit"), (Role.SYSADMIN,))
_DOERS = {**_BY_SYSADMIN, **dict.fromkeys(("areas", "contacts"), (Role.OFFICE, Role.SYSADMIN))}
"""Which roles do a step; every other step is open to all members."""


@router.get("")
async def overview(request: Request, signed: SignedIn, services: ServicesOf) -> Response:
    """The ordered list and the table of the smallest office."""
    now = clock.now()
    async with services.ledger.read() as work:
        facts = await state.facts(work, now)
        with_keys = [unit.id for unit in facts.units if unit.has_seed]
        facts = replace(facts, keys_due=tuple(await key_state.units_with_something_due(work, with_keys, now)))
        waiting = await restoring.read(work)
    steps = [_for(signed.member, step) for step in checklist.steps(facts, now)]
    return view.show(
        request, "setup.html", signed, restoring=waiting is not None,
        facts=facts, complete=checklist.is_complete(facts),
        needed=[step for step in steps if step.mark is not Mark.WARNING],
        warnings=[step for step in steps if step.mark is Mark.WARNING],
    )  # fmt: skip


def _for(member: Member, step: Step) -> Step:
    """The step with the link that helps this member: their own unit's page, or none for what others do."""
    if step.id in ("unit_keys", "pages") and member.units:
        return replace(step, link=f"units/{member.units[0]}")
    if step.id == "keys_due" and not (member.may(Role.SYSADMIN) or step.link.split("/")[1:2] == list(member.units[:1])):
        return replace(step, link="units")
    doers = _DOERS.get(step.id)
    return step if doers is None or member.may(*doers) else replace(step, link="")


@router.get("/backup")
async def backup(request: Request, signed: SignedIn, services: ServicesOf) -> Response:
    """When the last backup was made, and the command that makes one."""
    async with services.ledger.read() as work:
        facts = await state.facts(work, clock.now())
    return view.show(request, "backup.html", signed, last=facts.last_backup)

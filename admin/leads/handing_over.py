"""Handing a lead to a unit: the receiver's grant is made and the giver's erased in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case
from admin.leads.deadlines import Moment, due_after
from admin.leads.officers import check_conflict, eligible
from admin.workflow.states import MoveName, State
from storage.errors import BadInput, NoReceiver
from storage.lead_change import LeadValues
from storage.report import Content
from storage.routing import supervisors, unit_key
from storage.tables.ledger import LeadEvent
from storage.vault.policy_document import PolicyDocument, PolicyUnit, UnitKind

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


def receivers_for(policy: PolicyDocument, case: Case) -> tuple[PolicyUnit, ...]:
    """Units that may be handed this lead: never custody, never one that the reporter excluded."""
    if case.opened.content is None:
        return ()
    excluded = case.opened.excluded
    return tuple(unit for unit in policy.units if unit.kind is not UnitKind.CUSTODY and unit.id not in excluded)


def giver_of(history: Sequence[LeadEvent]) -> str | None:
    """Who handed the lead to the unit that has it now: the responsible unit before the last hand-over."""
    handed = {MoveName.ASSIGN.value, MoveName.TRANSFER.value}
    last = next((at for at in reversed(range(len(history))) if history[at].kind in handed), None)
    if last is None:
        return None
    return next((event.unit_id for event in reversed(history[:last]) if event.unit_id), None)


async def hand_over(
    work: LedgerWork, signed: Signed, case: Case, policy: PolicyDocument, to_unit: str, reason: str | None, at: datetime
) -> None:
    """Grant the lead to `to_unit` and erase the responsible unit's grant, unless the policy has it supervise.

    Raises `BadInput` for a unit that may not receive this lead or where it is shut to everybody, and `ConflictWarned`
    where the reporter named one of its members and there is no `reason`. None is for a lead that goes back to who
    handed it over: nothing is asked then.
    """
    lead, keys = case.lead, case.writable()
    await check_exclusions(work, case)
    if to_unit not in {unit.id for unit in receivers_for(policy, case)}:
        raise BadInput("lead.error_unit_excluded" if to_unit else "lead.error_unit")
    try:
        key = unit_key(policy, to_unit)
    except NoReceiver:
        raise BadInput("lead.error_unit_excluded") from None
    if await work.bars.shut_out(lead.id) and not await eligible(work, case, to_unit):
        raise BadInput("shield.error.all_recused")
    if reason is not None:
        await check_conflict(work, signed, case, to_unit, reason, at)
    if to_unit not in await work.grants.units_of(lead.id):
        await work.grants.give(lead.id, to_unit, key.epoch, keys.grant_to(key).sealed, signed.member.staff_id)
        await access.record(work, AccessKind.LEAD_GRANTED, signed, lead.id, unit=to_unit)
    giver = lead.unit_id
    if giver in (None, to_unit) or giver in _watching(policy, case):
        return
    if giver is not None and await work.grants.take_away(lead.id, giver):
        await access.record(work, AccessKind.LEAD_GRANT_ERASED, signed, lead.id, unit=giver)


async def check_exclusions(work: LedgerWork, case: Case) -> None:
    """Raise `BadInput` where the access ledger tells of more exclusions than the lead's notes: one was taken away."""
    entries = await work.access.of_lead(case.lead.id)
    told = sum(entry.kind == AccessKind.LEAD_EXCLUDED for entry in entries)
    if told > sum(not note.broken for note in case.opened.exclusions):
        raise BadInput("lead.error_sealing")


def handed_to(case: Case, unit: str, moment: Moment) -> LeadValues:
    """How a lead changes that goes to another unit outside of the table's moves: who has begun must sign for it."""
    values: LeadValues = {"unit_id": unit, "handler_id": None}
    if case.state in (State.ASSIGNED, State.ACCEPTED, State.VERIFYING):
        due = due_after(case, State.ASSIGNED, MoveName.TRANSFER, case.told, moment)
        values |= {"state": State.ASSIGNED.value, "due_on": due}
    return values


def step_kind(values: LeadValues, otherwise: str) -> str:
    """How the history calls such a change: a transfer where somebody must sign for the lead, so that clocks know."""
    return MoveName.TRANSFER.value if "state" in values else otherwise


def _watching(policy: PolicyDocument, case: Case) -> frozenset[str]:
    content: Content | None = case.opened.content
    if content is None:
        return frozenset()
    lead = case.lead
    area, category = lead.area or content.place.area, lead.category or content.category
    return supervisors(policy, area, category, content.officials == "yes" or lead.umbrella)

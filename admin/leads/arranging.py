"""Who handles a lead, and what kind of lead it is: changes that leave its state as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case, actor_of
from admin.workflow.conclusions import Level
from admin.workflow.states import State, may_arrange
from storage.errors import BadInput, NotAllowed
from storage.lead_change import LeadValues, Step
from storage.vault.policy_document import PolicyDocument

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


async def set_handler(
    work: LedgerWork, signed: Signed, case: Case, staff_id: bytes, version: int, at: datetime
) -> None:
    """Name the one person who handles the lead; they must have joined its responsible unit."""
    _check(signed, case, version)
    unit = case.lead.unit_id
    if unit is None or staff_id not in {member.staff_id for member in await work.memberships.of_unit(unit, "joined")}:
        raise BadInput("lead.error_handler")
    step = Step("handler", at, signed.member.staff_id, unit)
    await work.leads.change(case.lead.id, version, {"handler_id": staff_id}, step)
    await access.record(work, AccessKind.LEAD_ASSIGNED, signed, case.lead.id, unit=unit, details="handler")


async def classify(
    work: LedgerWork,
    signed: Signed,
    case: Case,
    policy: PolicyDocument,
    typed: Mapping[str, str],
    version: int,
    at: datetime,
) -> None:
    """Set category, area and level, which a reporter may have left open; an unknown value empties its column.

    A restricted lead keeps category and area out of the clear columns.
    """
    _check(signed, case, version)
    level = typed.get("level", "")
    values: LeadValues = {"level": level if level in set(Level) else None}
    if not case.lead.restricted:
        category, area = typed.get("category", ""), typed.get("area", "")
        values["category"] = category if category in policy.categories else None
        values["area"] = area if area in {known.id for known in policy.areas} else None
    step = Step("classify", at, signed.member.staff_id, case.lead.unit_id)
    await work.leads.change(case.lead.id, version, values, step)
    await access.record(work, AccessKind.LEAD_STATE, signed, case.lead.id, details="classify")


def _check(signed: Signed, case: Case, version: int) -> None:
    case.unchanged_since(version)
    if case.state is State.CLOSED or not may_arrange(actor_of(signed.member, case.lead)):
        raise NotAllowed("only the responsible unit arranges a lead")

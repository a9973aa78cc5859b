"""Who handles a lead, and what kind of lead it is: changes that leave its state as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case, actor_of
from admin.leads.officers import check_conflict, eligible
from admin.workflow.conclusions import Level
from admin.workflow.states import State, may_arrange
from storage.errors import BadInput, NotAllowed
from storage.lead_change import LeadValues, Step
from storage.vault.policy_document import PolicyDocument

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


async def set_handler(
    work: LedgerWork, signed: Signed, case: Case, staff_id: bytes, version: int, at: datetime, reason: str = ""
) -> None:
    """Name the one person who handles the lead: of its responsible unit, not disabled, and it is not shut to them.

    Raises `BadInput`, and `ConflictWarned` where the reporter named somebody of the unit and there is no `reason`.
    """
    _check(signed, case, version)
    unit = case.lead.unit_id
    if unit is None or staff_id not in {member.id for member in await eligible(work, case, unit)}:
        raise BadInput("lead.error_handler")
    await check_conflict(work, signed, case, unit, reason, at, chosen=staff_id)
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

    A restricted lead has none of them in clear; raises `BadInput`.
    """
    _check(signed, case, version)
    if case.lead.restricted:
        raise BadInput("shield.error.restricted")
    level, category, area = typed.get("level", ""), typed.get("category", ""), typed.get("area", "")
    values: LeadValues = {
        "level": level if level in set(Level) else None,
        "category": category if category in policy.categories else None,
        "area": area if area in {known.id for known in policy.areas} else None,
    }
    step = Step("classify", at, signed.member.staff_id, case.lead.unit_id)
    await work.leads.change(case.lead.id, version, values, step)
    await access.record(work, AccessKind.LEAD_STATE, signed, case.lead.id, details="classify")


def _check(signed: Signed, case: Case, version: int) -> None:
    case.unchanged_since(version)
    if case.state is State.CLOSED or not may_arrange(actor_of(signed.member, case.lead)):
        raise NotAllowed("only the responsible unit arranges a lead")

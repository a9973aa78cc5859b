"""Shutting a whole unit out of a lead after it was filed: sealed under the lead's notes, and its grant erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case, actor_of
from admin.leads.deadlines import Moment
from admin.leads.handing_over import hand_over, handed_to, receivers_for, step_kind
from admin.leads.opening import EXCLUSION
from admin.leads.writing import keep_note
from admin.leads.written import required
from admin.workflow.states import may_arrange
from storage.errors import BadInput, NoReceiver, NotAllowed
from storage.lead_change import LeadValues, Step
from storage.routing import receivers
from storage.vault.policy_document import PolicyDocument

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork

RESTRICTED: Final[LeadValues] = {
    "restricted": True, "category": None, "area": None, "level": None, "umbrella": False, "named": False,
}  # fmt: skip
"""What a lead that shuts anybody out keeps to itself."""


async def exclude_unit(
    work: LedgerWork, signed: Signed, case: Case, policy: PolicyDocument, unit: str, typed: str, version: int,
    moment: Moment,
) -> None:  # fmt: skip
    """From now on no grant or transfer reaches `unit`, and its members know nothing of the lead.

    Where it was responsible, the lead goes to whom the policy names without it, or to the escalation unit. Raises
    `StaleVersion`, `NotAllowed`, `BadInput` where nobody would be left, or where the unit sees a lead this one is
    merged with and would learn of it there.
    """
    case.unchanged_since(version)
    lead, keys, reason = case.lead, case.writable(), required(typed)
    if not may_arrange(actor_of(signed.member, lead)):
        raise NotAllowed("only the responsible unit shuts others out")
    if unit not in {one.id for one in receivers_for(policy, case)}:
        raise BadInput("shield.error.unit")
    for other in await work.leads.linked_with(lead.id):
        if unit in await work.grants.units_of(other):
            raise BadInput("shield.error.linked")
    note_id = await keep_note(work, signed, keys, EXCLUSION, f"{unit}\n{reason}", moment.at)
    values: LeadValues = {**RESTRICTED}
    holder = lead.unit_id
    if unit == holder:
        holder = _instead(policy, case, case.opened.excluded | {unit})
        await hand_over(work, signed, case, policy, holder, reason, moment.at)
        values |= handed_to(case, holder, moment)
    if await work.grants.take_away(lead.id, unit):
        await access.record(work, AccessKind.LEAD_GRANT_ERASED, signed, lead.id, unit=unit, at=moment.at)
    await access.record(work, AccessKind.LEAD_EXCLUDED, signed, lead.id, at=moment.at)
    await work.bars.look_again_at(lead.id)
    step = Step(step_kind(values, "exclude"), moment.at, signed.member.staff_id, holder, note_id)
    await work.leads.change(lead.id, version, values, step)


def _instead(policy: PolicyDocument, case: Case, excluded: frozenset[str]) -> str:
    """Who becomes responsible; raises `BadInput` where nobody may."""
    content, lead = case.opened.content, case.lead
    if content is None:
        raise BadInput("lead.error_sealing")
    area, category = lead.area or content.place.area, lead.category or content.category
    try:
        return receivers(policy, area, category, content.officials == "yes" or lead.umbrella, excluded).responsible
    except NoReceiver:
        raise BadInput("shield.error.nobody") from None

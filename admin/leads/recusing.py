"""回避: a member says that they have a relation with a case, and from then on the lead does not exist for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case
from admin.leads.deadlines import Moment
from admin.leads.handing_over import hand_over, handed_to, receivers_for, step_kind
from admin.leads.officers import eligible, named_officers
from admin.leads.writing import keep_note
from admin.leads.written import bounded, plain
from admin.workflow.states import State
from storage.errors import BadInput
from storage.lead_change import LeadValues, Step
from storage.vault.policy_document import PolicyDocument

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.tables.ledger import Staff
    from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class Recusal:
    """What the form said: why (may be empty), who takes over, or the unit it goes to where nobody is left."""

    reason: str = ""
    successor: bytes | None = None
    unit: str = ""


async def successors(work: LedgerWork, signed: Signed, case: Case) -> list[Staff]:
    """Colleagues of the responsible unit who may take over."""
    return [one for one in await eligible(work, case, case.lead.unit_id) if one.id != signed.member.staff_id]


def must_go_on(signed: Signed, case: Case, policy: PolicyDocument | None, left: list[Staff]) -> bool:
    """Whether the lead has to go to another unit, because in its own nobody would be left who may open it."""
    elsewhere = policy is not None and any(one.id != case.lead.unit_id for one in receivers_for(policy, case))
    open_here = case.lead.unit_id in signed.member.units and case.state is not State.CLOSED
    return open_here and not left and elsewhere


async def recuse(
    work: LedgerWork, signed: Signed, case: Case, policy: PolicyDocument, recusal: Recusal, moment: Moment
) -> None:
    """Shut the lead to the member. Their unit keeps its grant: the code refuses, and the entry says who withdrew.

    Where they were in charge a colleague takes over or is named later; where nobody of the unit is left the lead goes
    to another unit. Raises `BadInput` for a successor or unit that cannot be.
    """
    lead, me, reason = case.lead, signed.member.staff_id, bounded(plain(recusal.reason))
    left = await successors(work, signed, case)
    values: LeadValues = {}
    holder, note_id = lead.unit_id, None
    if case.keys is not None:
        note_id = await keep_note(work, signed, case.keys, "recusal", reason or "—", moment.at)
    if must_go_on(signed, case, policy, left):
        if recusal.unit in ("", lead.unit_id):
            raise BadInput("shield.error.choose_unit")
        holder = recusal.unit
        await hand_over(work, signed, case, policy, holder, reason, moment.at)
        values |= handed_to(case, holder, moment)
    elif lead.handler_id == me:
        values["handler_id"] = await _successor(work, case, left, recusal.successor)
    await work.bars.shut(lead.id, me, moment.at)
    await access.record(work, AccessKind.LEAD_RECUSED, signed, lead.id, at=moment.at)
    step = Step(step_kind(values, "recuse"), moment.at, me, holder, note_id)
    await work.leads.change(lead.id, lead.version, values, step)


async def _successor(work: LedgerWork, case: Case, left: list[Staff], chosen: bytes | None) -> bytes | None:
    """The colleague chosen, or nobody yet. One whom the reporter named is put in charge by others, with a reason."""
    if chosen is None:
        return None
    named = {one.staff_id for one in await named_officers(work, case)}
    if chosen in named or chosen not in {one.id for one in left}:
        raise BadInput("lead.error_handler")
    return chosen

"""Making one move on a lead: table, version, keys, history, deadline and ledger entry in one unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case, actor_of
from admin.leads.deadlines import Moment, due_after
from admin.leads.handing_over import giver_of, hand_over
from admin.leads.merging import merge_into
from admin.leads.officers import check_conflict
from admin.leads.writing import keep_note, post_answer
from admin.leads.written import required
from admin.workflow.conclusions import Conclusion, obstacles
from admin.workflow.states import Asks, Move, MoveName, State, check
from kit.clock import local_day
from storage.errors import BadInput
from storage.lead_change import LeadValues, Step
from storage.vault.policy_document import PolicyDocument
from storage.vault.thread import AnswerKind

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class Wanted:
    """One move as a form gave it; fields that the move does not ask for are not looked at.

    `conflict`: why the lead goes to a unit although the reporter named one of its members.
    """

    move: MoveName
    version: int
    unit: str = ""
    reason: str = ""
    conclusion: str = ""
    finding: str = ""
    other_lead: str = ""
    outcome: str = ""
    conflict: str = ""


class ClosingRefused(BadInput):
    """A lead cannot be closed yet; `obstacles` names what lacks."""

    def __init__(self, obstacles: tuple[str, ...]) -> None:
        super().__init__("lead.error_closing")
        self.obstacles = obstacles


_KINDS: Final = {
    MoveName.SIGN_FOR: AccessKind.LEAD_SIGNED_FOR,
    MoveName.ASSIGN: AccessKind.LEAD_ASSIGNED,
    MoveName.TRANSFER: AccessKind.LEAD_ASSIGNED,
    MoveName.RETURN: AccessKind.LEAD_ASSIGNED,
}
_NOTED_AS: Final = {MoveName.RULE_OUT: "finding", MoveName.MERGE: "finding"}


async def make_move(
    work: LedgerWork, signed: Signed, case: Case, wanted: Wanted, policy: PolicyDocument, moment: Moment
) -> None:
    """Make the move or raise: `StaleVersion`, `NotAllowed`, `BadInput`; then nothing of it stays.

    A stale page is told before anything else: its buttons are those of a state that is past.
    """
    case.unchanged_since(wanted.version)
    move = check(wanted.move, case.state, actor_of(signed.member, case.lead))
    unit = _receiver(case, move, wanted)
    note_id = await _write_down(work, signed, case, move, wanted, moment)
    if unit is not None:
        reason = None if move.name is MoveName.RETURN else wanted.conflict
        await hand_over(work, signed, case, policy, unit, reason, moment.at)
    if move.name is MoveName.SIGN_FOR and case.lead.handler_id is None and case.lead.unit_id is not None:
        me = signed.member.staff_id
        await check_conflict(work, signed, case, case.lead.unit_id, wanted.conflict, moment.at, chosen=me)
    values = _values(signed, case, move, wanted, unit, moment)
    if Asks.OTHER_LEAD in move.asks:
        values["merged_into"] = await merge_into(work, signed, case, wanted.other_lead, moment.at)
    if Asks.OUTCOME in move.asks:
        await post_answer(work, signed, case, AnswerKind.OUTCOME, required(wanted.outcome), moment)
    holder = unit or case.lead.unit_id
    step = Step(move.name.value, moment.at, signed.member.staff_id, holder, note_id)
    await work.leads.change(case.lead.id, wanted.version, values, step)
    kind = _KINDS.get(move.name, AccessKind.LEAD_STATE)
    await access.record(work, kind, signed, case.lead.id, unit=holder or "", details=move.target.value)


def _receiver(case: Case, move: Move, wanted: Wanted) -> str | None:
    if move.name is MoveName.RETURN:
        return giver_of(case.history) or case.lead.unit_id
    if Asks.UNIT not in move.asks:
        return None
    if not wanted.unit or (move.name is MoveName.TRANSFER and wanted.unit == case.lead.unit_id):
        raise BadInput("lead.error_unit")
    return wanted.unit


async def _write_down(
    work: LedgerWork, signed: Signed, case: Case, move: Move, wanted: Wanted, moment: Moment
) -> bytes | None:
    if Asks.FINDING in move.asks:
        kind, text = "finding", required(wanted.finding)
    elif Asks.REASON in move.asks:
        kind, text = _NOTED_AS.get(move.name, "return_reason"), required(wanted.reason)
    else:
        return None
    return await keep_note(work, signed, case.writable(), kind, text, moment.at)


def _values(signed: Signed, case: Case, move: Move, wanted: Wanted, unit: str | None, moment: Moment) -> LeadValues:
    told = case.told or move.name is MoveName.TELL_OUTCOME
    due = due_after(case, move.target, move.name, told, moment)
    values: LeadValues = {"state": move.target.value, "due_on": due}
    if unit is not None:
        values |= {"unit_id": unit, "handler_id": None}
    if move.name is MoveName.SIGN_FOR and case.lead.handler_id is None:
        values["handler_id"] = signed.member.staff_id
    if Asks.CONCLUSION in move.asks:
        values["conclusion"] = _conclusion(wanted.conclusion)
    if move.target is State.ANSWERED:
        values["answered"] = True
    if move.target is State.CLOSED:
        missing = obstacles(case.closing)
        if missing:
            raise ClosingRefused(tuple(missing))
        values["closed_on"] = local_day(moment.at, moment.zone)
    if move.name is MoveName.REOPEN:
        values |= {"answered": False, "closed_on": None, "conclusion": None}
    return values


def _conclusion(typed: str) -> str:
    try:
        return Conclusion(typed).value
    except ValueError:
        raise BadInput("lead.error_conclusion") from None

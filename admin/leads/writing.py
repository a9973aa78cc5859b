"""Writing on a lead: sealed notes for colleagues, sealed answers for the reporter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case, may_write
from admin.leads.deadlines import Moment, due_after
from admin.leads.written import required
from admin.roles import Role
from kit.clock import local_day
from storage.errors import NotAllowed, StaleVersion
from storage.lead_change import LeadValues, Step
from storage.report import Answer
from storage.tables.ledger import Note
from storage.thread import NewMessage
from storage.vault.binding import new_id
from storage.vault.lead import LeadKeys, seal_note
from storage.vault.seeds import Label
from storage.vault.thread import AnswerKind, seal_answer

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class Letter:
    """An answer as typed, and the version and number of messages it was written upon."""

    kind: AnswerKind
    text: str
    version: int
    messages: int


async def write_note(work: LedgerWork, signed: Signed, case: Case, text: str, at: datetime) -> None:
    """Seal a note. Notes only add, so none is ever refused because somebody else wrote meanwhile."""
    if not may_write(signed.member.roles):
        raise NotAllowed("this role writes no notes")
    lead_id = case.lead.id
    await keep_note(work, signed, case.writable(), "note", required(text), at)
    await access.record(work, AccessKind.LEAD_NOTED, signed, lead_id)
    await work.reads.mark_unread(lead_id, except_for=signed.member.staff_id)


async def keep_note(work: LedgerWork, signed: Signed, keys: LeadKeys, kind: str, text: str, at: datetime) -> bytes:
    """Seal and keep one text under the lead's notes key; returns its id."""
    note_id = new_id()
    sealed = seal_note(keys, note_id, kind, text.encode())
    note = Note(id=note_id, lead_id=keys.lead_id, staff_id=signed.member.staff_id, kind=kind, at=at, ciphertext=sealed)
    await work.notes.add(note)
    return note_id


async def write_answer(work: LedgerWork, signed: Signed, case: Case, letter: Letter, moment: Moment) -> None:
    """Seal an answer for the reporter; an acceptance stops its clock. The outcome goes by its own move.

    Raises `StaleVersion` where the lead moved on or the reporter wrote meanwhile, so that nobody answers past them.
    """
    if not may_write(signed.member.roles) or letter.kind is AnswerKind.OUTCOME:
        raise NotAllowed("this answer is not open to this member")
    text = required(letter.text)
    case.unchanged_since(letter.version)
    arrival = await post_answer(work, signed, case, letter.kind, text, moment)
    if arrival != letter.messages + 1:
        raise StaleVersion(letter.version, case.lead.version, ("message",))
    told = case.told or letter.kind is AnswerKind.ACCEPTANCE
    values: LeadValues = {"due_on": due_after(case, case.state, None, told, moment)}
    step = Step("answer", moment.at, signed.member.staff_id, case.lead.unit_id)
    await work.leads.change(case.lead.id, letter.version, values, step)


async def post_answer(work: LedgerWork, signed: Signed, case: Case, kind: AnswerKind, text: str, moment: Moment) -> int:
    """Append the sealed answer to the thread and record that it was written; returns its place in the thread."""
    lead_id, message_id = case.lead.id, new_id()
    answer = Answer(by=_voice(signed), day=local_day(moment.at, moment.zone).isoformat(), text=text)
    thread_key = case.writable().key(Label.THREAD)
    sealed = seal_answer(thread_key, lead_id, message_id, kind, answer.model_dump_json().encode())
    message = NewMessage(
        message_id, lead_id, "staff", kind.value, moment.at, sealed, verified=True, staff_id=signed.member.staff_id
    )
    appended = await work.thread.append(message)
    await access.record(work, AccessKind.LEAD_ANSWERED, signed, lead_id, details=kind.value)
    return appended.arrival


def _voice(signed: Signed) -> str:
    """What the reporter reads as the writer: a role, never a name."""
    return Role.OFFICE.value if signed.member.may(Role.OFFICE) else Role.HANDLER.value

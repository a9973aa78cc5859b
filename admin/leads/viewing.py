"""Opening a lead for a person's eyes: the view is recorded with how they stand to it, and a colleague's lead asks why.

The words of a reason are sealed under the lead's notes key, so its handler reads who looked and why; the entry in the
access ledger holds the reason's code and the note's id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case, open_case
from admin.leads.indexing import keep_searchable
from admin.leads.words import document_of
from admin.leads.writing import keep_note
from admin.leads.written import plain
from admin.sign_in.sessions import ABSOLUTE
from admin.workflow.standing import Standing, ViewReason, standing_of
from kit.clock import start_of_day
from storage.errors import BadInput
from storage.tables.ledger import Lead

if TYPE_CHECKING:
    from admin.signed import Member, Signed
    from storage.unit_of_work import LedgerWork

NOTE_KIND: Final = "view_reason"
LEAST: Final = 4
MOST: Final = 200
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody looks, as a form gave it; `word` is the code as people read it."""

    code: str
    typed: str
    word: str


async def view_case(work: LedgerWork, signed: Signed, number: str) -> Case:
    """As `open_case`, for a person's eyes: the view is recorded, the unread mark falls, the lead becomes searchable."""
    case = await open_case(work, signed, number)
    lead, standing = case.lead, standing_towards(signed.member, case.lead)
    unit = case.grants[0].unit_id
    await access.record(work, AccessKind.LEAD_VIEWED, signed, lead.id, unit=unit, details=standing.value)
    await work.reads.mark_read(lead.id, signed.member.staff_id, lead.version, lead.messages)
    policy = await document_of(work)
    if policy is not None:
        await keep_searchable(work, signed, case, policy)
    return case


def standing_towards(member: Member, lead: Lead) -> Standing:
    """How this member stands to this lead."""
    return standing_of(member.roles, member.staff_id, member.units, lead.handler_id, lead.unit_id)


async def must_explain(
    work: LedgerWork, signed: Signed, lead: Lead, now: datetime, zone: ZoneInfo, *, seen_is_enough: bool = False
) -> bool:
    """Whether the lead stays closed until a reason is given. One reason holds for the office's day.

    `seen_is_enough`: who opened it within a session's time, perhaps while it was nobody's yet, is not asked in the
    middle of their work, where what they typed would be in the way.
    """
    if standing_towards(signed.member, lead) is not Standing.OTHERS:
        return False
    me, day = signed.member.staff_id, start_of_day(now, zone)
    if await work.access.has_acted(lead.id, me, {AccessKind.VIEW_REASON}, day):
        return False
    return not (seen_is_enough and await work.access.has_acted(lead.id, me, {AccessKind.LEAD_VIEWED}, now - ABSOLUTE))


async def explain(work: LedgerWork, signed: Signed, number: str, reason: Reason, at: datetime) -> None:
    """Record why this member opens the lead; raises `BadInput` for no reason.

    A lead that does not open has nothing to protect and no key to seal with: only the code is recorded.
    """
    text = plain(reason.typed)
    if reason.code not in set(ViewReason) or not LEAST <= len(text) <= MOST:
        raise BadInput("reason.error", least=LEAST, most=MOST)
    case = await open_case(work, signed, number)
    details = reason.code
    if case.keys is not None and not case.opened.broken:
        note_id = await keep_note(work, signed, case.keys, NOTE_KIND, f"{reason.word}：{text}", at)
        details = f"{reason.code} {note_id.hex()}"
    await access.record(work, AccessKind.VIEW_REASON, signed, case.lead.id, case.grants[0].unit_id, details)

"""Merging one lead into another: a link under both leads' notes. No key moves, each keeps its exclusions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case, open_case
from admin.leads.handing_over import check_exclusions
from admin.leads.writing import keep_note
from admin.workflow.states import State
from storage.errors import BadInput, NotFound

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


LINK: Final = "merge_link"
"""The kind of note that holds the number of a lead merged into this one."""


async def linked_numbers(work: LedgerWork, signed: Signed, case: Case) -> dict[bytes, str]:
    """By note, the numbers of leads merged into this one, of those alone that this member may see."""
    found = {}
    for note in case.opened.notes:
        if note.kind != LINK or note.text is None:
            continue
        try:
            await work.leads.id_of_number(note.text.reveal(), signed.member.units, signed.member.staff_id)
        except NotFound:
            continue
        found[note.note_id] = note.text.reveal()
    return found


async def merge_into(work: LedgerWork, signed: Signed, case: Case, number: str, at: datetime) -> bytes:
    """Link the lead to the one of that number and return that one's id.

    Raises `BadInput` for a number that this member cannot see, for the lead itself, one already merged, and where a
    unit excluded from one of the two holds a grant of the other: it would learn of the lead by the link.
    """
    try:
        other = await open_case(work, signed, number.strip())
    except NotFound:
        raise BadInput("lead.error_other") from None
    if other.lead.id == case.lead.id or other.state is State.MERGED:
        raise BadInput("lead.error_other_self")
    await _check_shield(work, case, other)
    await keep_note(work, signed, other.writable(), LINK, case.lead.number, at)
    await work.reads.mark_unread(other.lead.id, except_for=signed.member.staff_id)
    for one in (case, other):
        await access.record(work, AccessKind.LEAD_MERGED, signed, one.lead.id)
    return other.lead.id


async def _check_shield(work: LedgerWork, one: Case, other: Case) -> None:
    for excluding, holding in ((one, other), (other, one)):
        excluding.writable()
        await check_exclusions(work, excluding)
        if not excluding.opened.excluded.isdisjoint(await work.grants.units_of(holding.lead.id)):
            raise BadInput("lead.error_other_shield")

"""What waits for one member, counted for the first page: overdue leads by stage, leads of nobody or of who has left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from admin.leads.listing import Listing
from admin.roles import Role
from admin.workflow.escalation import Stage, turns_of
from admin.workflow.states import MAY_WRITE
from admin.workflow.working_days import Calendar

if TYPE_CHECKING:
    from admin.signed import Member
    from storage.unit_of_work import LedgerWork

CAP: Final = 1000


@dataclass(frozen=True, slots=True)
class Turn:
    """One line: its text is `late.turn.<key>`, its number counts up to CAP, and the list behind it holds the same."""

    key: str
    count: int
    listing: Listing


async def turns(
    work: LedgerWork, member: Member, today: date, calendar: Calendar, gone: Collection[bytes] = ()
) -> list[Turn]:
    """Only what waits: a line without a lead is left out, and one that holds no more than the graver one above it."""
    found: list[Turn] = []
    for key, listing in _lines(member, bool(gone)):
        wanted = listing.wanted(member.staff_id, today, calendar, gone)
        count = await work.queue.count_up_to(member.units, member.staff_id, wanted, CAP)
        if count and not (found and _same(found[-1], listing, count)):
            found.append(Turn(key, count, listing))
    return found


def _same(graver: Turn, listing: Listing, count: int) -> bool:
    """Lists of one kind lie within each other, so equal counts are the same leads."""
    return graver.count == count and replace(graver.listing, late="") == replace(listing, late="")


def _lines(member: Member, some_left: bool) -> Sequence[tuple[str, Listing]]:
    if MAY_WRITE.isdisjoint(member.roles):
        return []
    stages = turns_of(member.roles)
    lines = [("leaver", Listing(order="due", leaver=True))] if some_left else []
    lines += [(stage.value, _of(stage)) for stage in reversed(stages)]
    if member.may(Role.OFFICE, Role.HANDLER, Role.SUPERVISOR):
        lines.append(("nobody", Listing(order="due", overdue=True, nobody=True, ours=True)))
        lines.append(("unanswered", Listing(order="due", unanswered=True, ours=True)))
    return lines


def _of(stage: Stage) -> Listing:
    return Listing(order="due", overdue=True, late=stage.value, mine=stage is Stage.REMIND, ours=stage is Stage.URGE)

"""How much waits for a member in their rooms, counted with each request: the numbers in the menu."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from admin.identity.terms import ASKERS
from storage.unit_of_work import LedgerWork

if TYPE_CHECKING:
    from admin.signed import Member


async def badges_of(work: LedgerWork, member: Member, now: datetime) -> tuple[tuple[str, int], ...]:
    """Rooms by key, with counts; a custodian's requests, own calls and lists, an officer's approved requests."""
    if member.is_custodian:
        requests = await work.identity_requests.count_waiting(now)
        count = requests + await work.call_backs.count_waiting(member.staff_id, now)
        lists = await work.destructions.count_waiting(now)
        return tuple((room, waiting) for room, waiting in (("custody", count), ("retention", lists)) if waiting)
    if member.roles.isdisjoint(ASKERS) or not member.units:
        return ()
    count = await work.identity_requests.count_approved(member.staff_id, now)
    return (("identity", count),) if count else ()

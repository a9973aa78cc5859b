"""Leads whose handler has gone: marked in the queue of their unit, and handed over there, many at one press.

Whoever disables somebody may see none of these leads, and names a successor as a proposal only. A member of the unit
assigns: each lead is opened in their session, and the shield is asked as at every assignment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from admin.leads.acknowledging import Picked
from admin.leads.arranging import set_handler
from admin.leads.case import open_case
from admin.leads.turns import CAP
from storage.errors import BadInput, NotAllowed, NotFound, StaleVersion
from storage.queue_shapes import QueueFilter
from storage.tables.ledger import Staff

if TYPE_CHECKING:
    from admin.services import Services
    from admin.signed import Member, Signed
    from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the list of such leads offers. `proposed` is (who left, who is to take over) by name.

    `chosen` is the one proposed successor, None where there is none or several.
    """

    colleagues: tuple[Staff, ...]
    proposed: tuple[tuple[str, str], ...]
    chosen: bytes | None


async def offered(work: LedgerWork, member: Member) -> HandOver:
    """Colleagues of the member's units who may take over, and what was proposed for those who left."""
    joined = [row.staff_id for unit in member.units for row in await work.memberships.of_unit(unit)]
    active = {one.id: one for one in (await work.staff.many(joined)).values() if one.disabled_at is None}
    rows = [row for row in await work.leavers.proposed(member.units) if row.successor_id in active]
    left = await work.staff.many([row.staff_id for row in rows])
    names = tuple((left[row.staff_id].name, active[row.successor_id].name) for row in rows)
    several = {row.successor_id for row in rows}
    colleagues = tuple(sorted(active.values(), key=lambda one: (one.name, one.id)))
    return HandOver(colleagues, names, several.pop() if len(several) == 1 else None)


async def open_leads_of(work: LedgerWork, member: Member, unit: str, staff_id: bytes) -> int:
    """How many open leads of a unit this person handles, counted up to CAP among those that `member` may see."""
    theirs = QueueFilter(owner=unit, handlers=(staff_id,), open_only=True)
    return await work.queue.count_up_to(member.units, member.staff_id, theirs, CAP)


async def hand_over_to(
    services: Services, signed: Signed, picked: Iterable[Picked], staff_id: bytes, now: datetime
) -> tuple[int, int]:
    """How many went to this colleague, and how many stay for a look of their own: the reporter named somebody there,
    the lead is shut to the colleague, it changed, or its handler is not gone.

    Each lead is a transaction of its own. No due day moves: whoever takes over takes the clock as it stands.
    """
    done = left = 0
    for one in picked:
        try:
            async with services.ledger.begin() as work:
                await _hand_over(work, signed, one, staff_id, now)
            done += 1
        except (StaleVersion, NotAllowed, NotFound, BadInput):
            left += 1
    return done, left


async def _hand_over(work: LedgerWork, signed: Signed, one: Picked, staff_id: bytes, now: datetime) -> None:
    case = await open_case(work, signed, one.number)
    if case.lead.handler_id not in await work.leavers.gone(signed.member.units):
        raise NotAllowed("this lead's handler is here")
    await set_handler(work, signed, case, staff_id, one.version, now)

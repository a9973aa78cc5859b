"""Members of several units: a lead that excludes one of their units must not reach them through another.

Whom a lead excludes is sealed, so no statement can ask for it. A session of such a member opens each restricted lead
of their units once, before anything is listed, and shuts those that exclude any unit they are in or were in.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from admin.leads.case import open_sealed
from admin.services import Services
from storage.unit_of_work import LedgerWork

if TYPE_CHECKING:
    from admin.signed import Signed


async def look_over(services: Services, signed: Signed, now: datetime) -> None:
    """Look over what came or changed since the last time; for most members, who have one unit, this is nothing."""
    member = signed.member
    if len(member.all_units) < 2:
        return
    after = b""
    while True:
        async with services.ledger.read() as work:
            found = await work.bars.to_look_over(member.units, member.staff_id, after)
        if not found:
            return
        async with services.ledger.begin() as work:
            for lead_id in found:
                await _look(work, signed, lead_id, now)
        after = found[-1]


async def _look(work: LedgerWork, signed: Signed, lead_id: bytes, now: datetime) -> None:
    opened = await open_sealed(work, signed, lead_id)
    if opened is None:
        # None of the keys at hand opens it, so its page shows nothing either; it is looked at again next time.
        return
    if not opened.excluded.isdisjoint(signed.member.all_units):
        await work.bars.shut(lead_id, signed.member.staff_id, now)
    await work.bars.looked_over(lead_id, signed.member.staff_id)

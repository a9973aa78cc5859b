"""Protective measures for a reporter: while they run, nothing of the lead is destroyed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case, may_write
from storage.errors import NotAllowed

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


async def set_protection(work: LedgerWork, signed: Signed, case: Case, wanted: bool, now: datetime) -> None:
    """Open or end it; nothing where it stands like that already. Raises `NotAllowed`."""
    if not may_write(signed.member.roles):
        raise NotAllowed("this role decides on no protection")
    lead_id = case.lead.id
    if wanted:
        done = await work.retention.protect(lead_id, now, signed.member.staff_id)
    else:
        done = await work.retention.end_protection(lead_id)
    if not done:
        return
    kind = AccessKind.PROTECTION_BEGUN if wanted else AccessKind.PROTECTION_ENDED
    await access.record(work, kind, signed, lead_id, unit=case.grants[0].unit_id, at=now)

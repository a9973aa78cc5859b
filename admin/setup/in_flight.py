"""What somebody has under way ends with their key or their account: nobody finishes it in their name."""

from __future__ import annotations

from datetime import datetime

from admin import access
from admin.access import AccessKind
from admin.setup import invitations
from admin.signed import Signed
from storage.unit_of_work import LedgerWork


async def end(work: LedgerWork, signed: Signed, staff_id: bytes, now: datetime) -> bool:
    """End this member's identity requests, approvals not used yet, call-backs, policy signatures and unused links.

    The units that hold the leads see it there and ask anew. Afterwards, where it returns True, shares were erased:
    on SQLite call `database.truncate_wal`.
    """
    await _end_signatures(work, signed, staff_id, now)
    await invitations.withdraw_of(work, staff_id, now)
    requests = await work.identity_requests.end_of(staff_id, now)
    calls = await work.call_backs.end_of(staff_id, now)
    for ended, lead_id in (requests | calls).items():
        await work.resealed_shares.erase(ended)
        await access.record(work, AccessKind.IDENTITY_ENDED, signed, lead_id, details=ended.hex(), at=now)
        await work.reads.mark_unread(lead_id)
    return bool(requests or calls)


async def _end_signatures(work: LedgerWork, signed: Signed, staff_id: bytes, now: datetime) -> None:
    for proposal in await work.proposals.open():
        if staff_id in (proposal.proposed_by, proposal.office_signer, proposal.custody_signer):
            await work.proposals.withdraw(proposal.id)
            await access.record(work, AccessKind.POLICY_WITHDRAWN, signed, at=now)

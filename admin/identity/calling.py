"""Calling a reporter back: an officer asks one custodian, who sees name and phone and never the lead."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from admin import access
from admin.access import AccessKind
from admin.identity import people
from admin.identity.asking import check_kept, read_identity, seat
from admin.identity.deciding import custody_half
from admin.identity.terms import CALLS, recorded
from admin.leads.case import Case
from admin.services import Services
from storage.database import truncate_wal
from storage.errors import AccessExpired, AccessRefused, AlreadyDone, BadInput, NotFound
from storage.tables.ledger import CallBackRow
from storage.vault.binding import new_id
from storage.vault.call_back import (
    CallBack,
    CallResult,
    Outcome,
    check_call_back,
    claimed_call_back,
    open_resealed_share_one,
    reseal_share_one,
    sign_call_back,
    sign_result,
)
from storage.vault.identity_access import Statement
from storage.vault.lead import open_identity, open_share_one
from storage.vault.secret import SecretText

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class WhomToCall:
    """All that a custodian learns of a reporter. It lives as long as the request."""

    name: SecretText
    phone: SecretText
    contact: SecretText


async def ask_to_call(work: LedgerWork, signed: Signed, case: Case, custodian_id: bytes, now: datetime) -> bytes:
    """Re-seal share 1 to one custodian; returns the call-back's id.

    Raises `NotAllowed`, and `BadInput` for an anonymous lead, a call-back that still waits, or no custodian.
    """
    unit, me = await seat(work, signed, case)
    lead, keys = case.lead, case.writable()
    await check_kept(work, lead)
    if any(row.state == "waiting" and row.until > now for row in await work.call_backs.of_lead(lead.id)):
        raise BadInput("identity.error.call_open")
    if custodian_id not in {staff_id for staff_id, _ in await people.custodians(work)}:
        raise BadInput("identity.error.custodian")
    custodian = await people.custodian(work, custodian_id)
    call_id, at = new_id(), int(now.timestamp())
    expires_at = at + int(CALLS.total_seconds())
    sealed = reseal_share_one(open_share_one(keys, lead.identity_share or b""), call_id, lead.id, custodian, expires_at)
    share = hashlib.sha256(sealed).digest()
    call = CallBack(lead.id, call_id, me.staff_id, unit, custodian_id, share, at, expires_at)
    stored, until = sign_call_back(call, signed.keyring.own), datetime.fromtimestamp(expires_at, UTC)
    await work.call_backs.add(
        CallBackRow(
            id=call_id, lead_id=lead.id, unit_id=unit, requester_id=me.staff_id, custodian_id=custodian_id,
            state="waiting", tries=0, requested_at=now, until=until, body=stored.body, signature=stored.signature,
        )
    )  # fmt: skip
    await work.resealed_shares.put(call_id, lead.id, until, sealed)
    await access.record(work, AccessKind.CALL_BACK_ASKED, signed, lead.id, unit=unit, details=call_id.hex())
    return call_id


async def whom_to_call(services: Services, signed: Signed, call_id: bytes, now: datetime) -> WhomToCall:
    """Join both halves in the custodian's session, which the password has just opened; every time is recorded.

    Raises `NotFound` for a colleague's call-back, `AlreadyDone`, and a `VaultError` that names what does not hold.
    """
    async with services.ledger.begin() as work:
        row = await mine(work, signed, call_id)
        me = await people.custodian_here(work, signed)
        _check_waiting(row, now)
        if await _is_recorded(work, row):
            raise AlreadyDone("this call-back was recorded before")
        share = await work.resealed_shares.get(call_id)
        if share is None:
            raise AccessRefused("the first half is gone")
        claimed = claimed_call_back(row.body)
        requester = await people.asker(work, claimed.unit, claimed.requester)
        stored = Statement(row.body, row.signature)
        call = check_call_back(stored, requester, me.staff_id, share, int(now.timestamp()))
        if (call.lead_id, call.call_id) != (row.lead_id, row.id):
            raise AccessRefused("a call-back was moved to another place")
        if not await work.grants.held(call.lead_id, (call.unit,), call.requester):
            raise AccessRefused("the unit that asks does not hold the lead")
        first = open_resealed_share_one(signed.keyring.own, share, call)
        second = await custody_half(work, signed, row.lead_id)
        sealed = await work.identities.sealed(row.lead_id)
        if sealed is None:
            raise AccessRefused("the identity is gone")
        identity = read_identity(open_identity(row.lead_id, sealed, first, second).reveal())
        await _record(work, AccessKind.CALL_BACK_OPENED, signed, row, call_id.hex())
    return WhomToCall(SecretText(identity.name), SecretText(identity.phone), SecretText(identity.contact))


async def record_call(services: Services, signed: Signed, call_id: bytes, outcome: Outcome, now: datetime) -> None:
    """Sign what came of the call. Verified or denied ends it and erases the share; not reached leaves it to try again.

    Raises `BadInput` where the custodian has not looked at whom to call, `AlreadyDone`, `AccessExpired`.
    """
    async with services.ledger.begin() as work:
        row = await mine(work, signed, call_id)
        me = await people.custodian_here(work, signed)
        _check_waiting(row, now)
        if not await recorded(work, AccessKind.CALL_BACK_OPENED, row.lead_id, row.id):
            raise BadInput("identity.error.not_opened")
        if outcome is Outcome.NOT_REACHED:
            await work.call_backs.count_try(call_id, now)
        else:
            asked = Statement(row.body, row.signature)
            result = CallResult(row.lead_id, row.id, asked.hash, me.staff_id, outcome, int(now.timestamp()))
            stored = sign_result(result, signed.keyring.own)
            values = {"result": stored.body, "result_signature": stored.signature}
            await work.call_backs.finish(call_id, outcome.value, now, **values)
            await work.resealed_shares.erase(call_id)
        await _record(work, AccessKind.CALL_BACK_RECORDED, signed, row, f"{outcome.value}:{call_id.hex()}")
        await work.reads.mark_unread(row.lead_id)
    await truncate_wal(services.ledger.engine)


async def mine(work: LedgerWork, signed: Signed, call_id: bytes) -> CallBackRow:
    """A call-back that this member was asked to make. Raises `NotFound` for a colleague's."""
    row = await work.call_backs.get(call_id)
    if row.custodian_id != signed.member.staff_id:
        raise NotFound("no such call-back of this custodian")
    return row


async def _is_recorded(work: LedgerWork, row: CallBackRow) -> bool:
    ends = (Outcome.VERIFIED.value, Outcome.DENIED.value)
    entries = await recorded(work, AccessKind.CALL_BACK_RECORDED, row.lead_id, row.id)
    return any(access.details_of(entry).partition(":")[0] in ends for entry in entries)


def _check_waiting(row: CallBackRow, now: datetime) -> None:
    if row.state == "expired" or (row.state == "waiting" and row.until <= now):
        raise AccessExpired("the call-back has ended")
    if row.state != "waiting":
        raise AlreadyDone(f"this call-back is {row.state}")


async def _record(work: LedgerWork, kind: AccessKind, signed: Signed, row: CallBackRow, details: str) -> None:
    custody = await people.custody_roster(work)
    await access.record(work, kind, signed, row.lead_id, unit=custody.unit, details=details)

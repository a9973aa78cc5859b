"""A custodian calls the reporter: sees name and phone, never the lead, and records what the call gave."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

from admin import access
from admin.access import AccessKind
from admin.identity import deciding
from admin.identity.revealing import read_identity
from admin.identity.signatures import checked
from admin.signed import Signed
from storage.errors import BadInput, NotAllowed, SealBroken
from storage.report import Identity
from storage.tables.ledger import IdentityRequest
from storage.unit_of_work import LedgerWork
from storage.vault.identity_access import (
    AccessDecision,
    AccessResult,
    AccessWay,
    SharePlace,
    open_share_one,
    sign_decision,
)
from storage.vault.lead import SealedFor, open_identity, open_share_two

READER = "custodian"


class CallResult(StrEnum):
    """What a call gave; nobody reached leaves the request open."""

    VERIFIED = "verified"
    DENIED = "denied"
    NOT_REACHED = "not_reached"


async def open_for_call(work: LedgerWork, signed: Signed, request_id: bytes, now: datetime) -> Identity:
    """Name and phone for one call. Raises as `deciding.find`, `SignatureBroken`, `RosterRefused`, `SealBroken`."""
    row = await deciding.find(work, signed, request_id, AccessWay.CALL_BACK, now)
    asked = await checked(work, row)
    if asked.request.custodian != signed.member.staff_id or asked.request.expires <= now:
        raise NotAllowed("this call is not for this custodian, or its time is over")
    sealed = await work.identity_requests.share(row.id)
    held = await work.identities.custody_share(row.lead_id)
    ciphertext = await work.identities.sealed(row.lead_id)
    if sealed is None or held is None or ciphertext is None:
        raise BadInput("identity.error.gone")
    if hashlib.sha256(sealed).digest() != asked.request.share:
        raise SealBroken("a half is not the one that was asked with")
    first = open_share_one(SharePlace(row.id, row.lead_id, asked.request.expires), sealed, signed.keyring.own)
    pair = signed.keyring.unit_pair(held.unit_id, held.epoch)
    second = open_share_two(row.lead_id, SealedFor(held.unit_id, held.epoch, held.sealed), pair)
    identity = read_identity(open_identity(row.lead_id, ciphertext, first, second))
    await access.record(work, AccessKind.CALL_BACK_OPENED, signed, row.lead_id, unit=held.unit_id, details=READER)
    return identity


async def record_call(work: LedgerWork, signed: Signed, request_id: bytes, result: CallResult, now: datetime) -> None:
    """Sign and keep what the call gave; the half is erased unless nobody was reached. Raises as `open_for_call`."""
    row = await deciding.find(work, signed, request_id, AccessWay.CALL_BACK, now)
    asked = await checked(work, row)
    if asked.request.custodian != signed.member.staff_id:
        raise NotAllowed("this call is not for this custodian")
    if result is CallResult.NOT_REACHED:
        await work.identity_requests.count_try(row.id)
        await access.record(work, AccessKind.CALL_BACK_TRIED, signed, row.lead_id)
        return
    decision = AccessDecision(
        row.id, row.lead_id, AccessResult(result.value), signed.member.staff_id, asked.request.expires,
        hashlib.sha256(asked.act.body).digest(),
    )  # fmt: skip
    act = sign_decision(decision, signed.keyring.own)
    await work.identity_requests.move(
        row.id, "waiting", result.value, decided_at=now, decision=act.body, decision_signature=act.signature
    )
    await work.identity_requests.erase_share(row.id)
    kind = AccessKind.CALL_BACK_VERIFIED if result is CallResult.VERIFIED else AccessKind.CALL_BACK_DENIED
    await access.record(work, kind, signed, row.lead_id)


def calls(row: IdentityRequest) -> bool:
    """Whether a request asks for a call."""
    return row.way == AccessWay.CALL_BACK.value

"""The officer joins both halves, in this request's memory, once. What was sealed for it is erased in the same act."""

from __future__ import annotations

import hashlib
from datetime import datetime

from pydantic import ValidationError

from admin import access
from admin.access import AccessKind
from admin.identity.signatures import checked, decided
from admin.leads.case import Case
from admin.signed import Signed
from storage.errors import BadInput, NotAllowed, NotFound, SealBroken
from storage.report import Identity
from storage.tables.ledger import IdentityRequest
from storage.unit_of_work import LedgerWork
from storage.vault.identity_access import AccessResult, AccessWay, SharePlace, open_share_two, open_words
from storage.vault.lead import open_identity, open_share_one
from storage.vault.secret import SecretBytes, SecretText

READER = "handler"
"""The role that the reporter is told: who asks is an officer of the unit that handles the lead."""


async def reveal(work: LedgerWork, signed: Signed, case: Case, request_id: bytes, now: datetime) -> Identity:
    """The identity, if custody approved this very request of this very member and the day has not passed.

    What the row says counts for nothing: who asked, who approved and until when stand in what they signed. Raises
    `NotFound`, `NotAllowed`, `BadInput`, `SignatureBroken`, `RosterRefused`, `SealBroken`.
    """
    row = await _mine(work, signed, case, request_id)
    asked = await checked(work, row)
    if asked.request.staff_id != signed.member.staff_id or asked.officer != signed.keyring.own.public:
        raise NotAllowed("only who asked sees what was approved")
    if asked.request.way is not AccessWay.REVEAL:
        raise NotAllowed("a call-back reveals nothing here")
    if row.state != AccessResult.APPROVED.value:
        raise BadInput("identity.error.over")
    decision = await decided(work, row, asked)
    sealed = await work.identity_requests.share(row.id)
    if decision.result is not AccessResult.APPROVED or decision.expires <= now or sealed is None:
        raise BadInput("identity.error.over")
    if hashlib.sha256(sealed).digest() != decision.share:
        raise SealBroken("a half is not the one that was approved")
    second = open_share_two(SharePlace(row.id, row.lead_id, decision.expires), sealed, signed.keyring.own)
    identity = joined(case, open_share_one(case.writable(), case.lead.identity_share or b""), second)
    await work.identity_requests.move(row.id, "approved", "revealed")
    await work.identity_requests.erase_share(row.id)
    await access.record(work, AccessKind.IDENTITY_REVEALED, signed, row.lead_id, unit=row.unit_id, details=READER)
    return identity


def joined(case: Case, first: SecretBytes, second: SecretBytes) -> Identity:
    """The identity that both halves open; raises `SealBroken`."""
    return read_identity(open_identity(case.lead.id, case.lead.identity or b"", first, second))


def read_identity(opened: SecretBytes) -> Identity:
    """The opened bytes as name, phone and wishes; raises `SealBroken`."""
    try:
        return Identity.model_validate_json(opened.reveal())
    except ValidationError:
        raise SealBroken("an identity cannot be read") from None


async def refusal_of(signed: Signed, row: IdentityRequest) -> SecretText | None:
    """Why custody refused, for who asked; None for others and where nothing was written."""
    if row.refusal is None or row.staff_id != signed.member.staff_id:
        return None
    try:
        return SecretText(open_words(row.id, row.lead_id, row.refusal, signed.keyring.own).reveal().decode())
    except SealBroken:
        return None


async def _mine(work: LedgerWork, signed: Signed, case: Case, request_id: bytes) -> IdentityRequest:
    row = await work.identity_requests.get(request_id)
    if row.lead_id != case.lead.id or row.staff_id != signed.member.staff_id:
        raise NotFound("no such request of this member")
    return row

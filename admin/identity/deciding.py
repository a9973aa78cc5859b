"""A custodian reads why an identity is asked for, and approves or refuses. The lead itself they never see."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import ValidationError

from admin import access
from admin.access import AccessKind
from admin.identity import people
from admin.identity.terms import hours_to_reveal
from admin.leads.written import required
from admin.services import Services
from storage.errors import AccessExpired, AccessRefused, AlreadyDone, BadInput, NotAllowed, SealBroken
from storage.report import AccessReasons
from storage.tables.ledger import IdentityRequest
from storage.vault.identity_access import (
    AccessRequest,
    Approval,
    Statement,
    claimed_request,
    open_reasons,
    read_request,
    reseal_share_two,
    seal_refusal,
    sign_approval,
)
from storage.vault.lead import SealedFor, open_share_two
from storage.vault.roster import Member
from storage.vault.secret import SecretBytes

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork

MOST_CHARACTERS = 500
"""Of the reason for a refusal."""


async def read_reasons(services: Services, signed: Signed, request_id: bytes) -> AccessReasons:
    """Reason, basis and document number, opened with custody's key. Raises a `VaultError` for a forged request."""
    async with services.ledger.read() as work:
        row = await work.identity_requests.get(request_id)
        custody = await people.custody_roster(work)
        await people.custodian_here(work, signed)
        await _checked(work, row)
    pair = signed.keyring.unit_pair(custody.unit, row.custody_epoch)
    try:
        opened = open_reasons(pair, row.lead_id, row.id, row.reasons)
        return AccessReasons.model_validate_json(opened.reveal())
    except ValidationError as error:
        raise SealBroken("reasons cannot be read") from error


async def approve(services: Services, signed: Signed, request_id: bytes, now: datetime) -> datetime:
    """Re-seal share 2 to the requester's key as the roster gives it, and sign; returns when that ends.

    Of two custodians at one instant one approves. Raises `AlreadyDone`, `NotAllowed` for one's own request, and a
    `VaultError` that names what does not hold.
    """
    async with services.ledger.begin() as work:
        row = await work.identity_requests.get(request_id)
        _check_waiting(row, now)
        me = await people.custodian_here(work, signed)
        if row.requester_id == me.staff_id:
            raise NotAllowed("nobody approves their own request")
        asked, requester = await _checked(work, row)
        at = int(now.timestamp())
        expires_at = at + 3600 * await hours_to_reveal(work)
        share = await custody_half(work, signed, row.lead_id)
        sealed = reseal_share_two(share, asked, requester, expires_at)
        stored = _sign(signed, row, asked, me, sealed, at, expires_at)
        until = datetime.fromtimestamp(expires_at, UTC)
        await work.identity_requests.move(
            request_id, "waiting", "approved", now, until=until, decided_by=me.staff_id, decided_at=now,
            approval=stored.body, approval_signature=stored.signature,
        )  # fmt: skip
        await work.resealed_shares.put(request_id, row.lead_id, until, sealed)
        await _record(work, AccessKind.IDENTITY_APPROVED, signed, row)
    return until


async def refuse(services: Services, signed: Signed, request_id: bytes, typed: str, now: datetime) -> None:
    """Refuse with a reason, sealed to the requester. Raises `AlreadyDone`, `BadInput` without a reason."""
    text = required(typed)
    if len(text) > MOST_CHARACTERS:
        raise BadInput("lead.error_long", count=MOST_CHARACTERS)
    async with services.ledger.begin() as work:
        row = await work.identity_requests.get(request_id)
        _check_waiting(row, now)
        me = await people.custodian_here(work, signed)
        _, requester = await _checked(work, row)
        sealed = seal_refusal(requester.public, row.lead_id, row.id, text.encode())
        await work.identity_requests.move(
            request_id, "waiting", "refused", now, decided_by=me.staff_id, decided_at=now, refusal=sealed
        )
        await _record(work, AccessKind.IDENTITY_REFUSED, signed, row)


async def custody_half(work: LedgerWork, signed: Signed, lead_id: bytes) -> SecretBytes:
    """Share 2 of a lead, opened with custody's key; raises `AccessRefused` where there is none, `SealBroken`."""
    custody = await people.custody_roster(work)
    share = await work.identities.custody_share(lead_id)
    if share is None or share.unit_id != custody.unit:
        raise AccessRefused("custody holds no half of this identity")
    pair = signed.keyring.unit_pair(share.unit_id, share.epoch)
    return open_share_two(lead_id, SealedFor(share.unit_id, share.epoch, share.sealed), pair)


async def _checked(work: LedgerWork, row: IdentityRequest) -> tuple[AccessRequest, Member]:
    """The request as its requester signed it, and their place on the roster of the unit it names."""
    claimed = claimed_request(row.body)
    requester = await people.asker(work, claimed.unit, claimed.requester)
    asked = read_request(Statement(row.body, row.signature), requester)
    if (asked.lead_id, asked.request_id, asked.requester) != (row.lead_id, row.id, row.requester_id):
        raise AccessRefused("a request was moved to another place")
    if asked.reasons != hashlib.sha256(row.reasons).digest():
        raise AccessRefused("the reasons are not those of the request")
    if not await work.grants.held(asked.lead_id, (asked.unit,), asked.requester):
        raise AccessRefused("the unit that asks does not hold the lead")
    return asked, requester


def _check_waiting(row: IdentityRequest, now: datetime) -> None:
    if row.state == "expired" or (row.state == "waiting" and row.until <= now):
        raise AccessExpired("nobody decided on this request in time")
    if row.state != "waiting":
        raise AlreadyDone(f"this request is {row.state}")


def _sign(
    signed: Signed, row: IdentityRequest, asked: AccessRequest, me: Member, sealed: bytes, at: int, expires_at: int
) -> Statement:
    hashes = (Statement(row.body, row.signature).hash, hashlib.sha256(sealed).digest())
    approval = Approval(
        asked.lead_id, asked.request_id, hashes[0], asked.requester, me.staff_id, hashes[1], at, expires_at
    )
    return sign_approval(approval, signed.keyring.own)


async def _record(work: LedgerWork, kind: AccessKind, signed: Signed, row: IdentityRequest) -> None:
    custody = await people.custody_roster(work)
    await access.record(work, kind, signed, row.lead_id, unit=custody.unit, details=row.id.hex())
    await work.reads.mark_unread(row.lead_id)

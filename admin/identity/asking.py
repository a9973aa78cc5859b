"""An officer asks for an identity, and reveals it once custody has approved."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import ValidationError

from admin import access, policy_book
from admin.access import AccessKind
from admin.identity import people
from admin.identity.terms import ASKERS, WAITS, recorded
from admin.leads.case import Case, open_case
from admin.leads.writing import keep_note
from admin.retention.fate import fate_of
from admin.services import Services
from storage.database import truncate_wal
from storage.errors import AccessExpired, AccessRefused, AlreadyDone, BadInput, NotAllowed, NotFound, SealBroken
from storage.report import AccessReasons, Identity
from storage.tables.ledger import IdentityRequest, Lead
from storage.vault.binding import new_id
from storage.vault.identity_access import (
    AccessRequest,
    Statement,
    check_approval,
    claimed_approval,
    open_refusal,
    open_resealed_share_two,
    read_request,
    seal_reasons,
    sign_request,
)
from storage.vault.lead import open_identity, open_share_one
from storage.vault.policy_document import UnitKind
from storage.vault.roster import Member
from storage.vault.secret import SecretText

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


async def ask(work: LedgerWork, signed: Signed, case: Case, typed: AccessReasons, now: datetime) -> bytes:
    """Sign and keep a request; returns its id. The reasons go to custody sealed, and into the lead's notes.

    Raises `NotAllowed`, and `BadInput` for an anonymous lead, a destroyed identity, or while another request of this
    member is open.
    """
    me = await seat(work, signed, case)
    lead, keys = case.lead, case.writable()
    await check_kept(work, lead)
    for row in await work.identity_requests.of_lead(lead.id):
        if row.requester_id == me[1].staff_id and row.state in ("waiting", "approved") and row.until > now:
            raise BadInput("identity.error.open")
    policy = await policy_book.required(work)
    custody = policy.document.only(UnitKind.CUSTODY).current
    request_id = new_id()
    sealed = seal_reasons(custody.public, lead.id, request_id, typed.model_dump_json().encode())
    asked = AccessRequest(
        lead.id, request_id, me[1].staff_id, me[0], hashlib.sha256(sealed).digest(), int(now.timestamp())
    )
    stored = sign_request(asked, signed.keyring.own)
    await work.identity_requests.add(
        IdentityRequest(
            id=request_id, lead_id=lead.id, unit_id=me[0], requester_id=me[1].staff_id, state="waiting",
            requested_at=now, until=now + WAITS, custody_epoch=custody.epoch, body=stored.body,
            signature=stored.signature, reasons=sealed,
        )
    )  # fmt: skip
    text = "\n".join((typed.reason, typed.basis, typed.document))
    await keep_note(work, signed, keys, "identity_request", text, now)
    await access.record(work, AccessKind.IDENTITY_REQUESTED, signed, lead.id, unit=me[0], details=request_id.hex())
    return request_id


async def check_kept(work: LedgerWork, lead: Lead) -> None:
    """Raise `BadInput` for an anonymous lead, and for one whose identity was destroyed."""
    if lead.identity is not None and lead.identity_share is not None:
        return
    fate = await fate_of(work, lead, await work.destructions.of_lead(lead.id))
    gone = fate.identity is not None or fate.unexplained
    raise BadInput("identity.error.destroyed" if gone else "identity.error.anonymous")


async def reveal(services: Services, signed: Signed, number: str, request_id: bytes, now: datetime) -> Identity:
    """Join both halves in memory, once: the re-sealed half is erased with the same stroke.

    `signed` holds a key that the password has just opened. Raises `NotFound`, `AlreadyDone`, and a `VaultError` that
    names what does not hold: signature, request, approval, share or time.
    """
    async with services.ledger.begin() as work:
        case = await open_case(work, signed, number)
        row = await work.identity_requests.get(request_id)
        if (row.lead_id, row.requester_id) != (case.lead.id, signed.member.staff_id):
            raise NotFound("no such request of this member")
        identity, unit = await _open(work, signed, case, row, now)
        await work.identity_requests.move(request_id, "approved", "revealed", now)
        await work.resealed_shares.erase(request_id)
        await access.record(work, AccessKind.IDENTITY_OPENED, signed, case.lead.id, unit, request_id.hex())
    await truncate_wal(services.ledger.engine)
    return identity


async def seat(work: LedgerWork, signed: Signed, case: Case) -> tuple[str, Member]:
    """The unit for which this member may ask, and their place on its roster. Raises `NotAllowed`."""
    if signed.member.roles.isdisjoint(ASKERS):
        raise NotAllowed("handlers ask for identities")
    units = sorted((grant.unit_id for grant in case.grants), key=lambda unit: unit != case.lead.unit_id)
    if not units:
        raise NotAllowed("no unit of this member holds the lead")
    return units[0], people.myself(signed, await people.asker(work, units[0], signed.member.staff_id))


def refusal_of(signed: Signed, row: IdentityRequest) -> SecretText | None:
    """Why custody refused, for the requester's own session; None for others and where it does not open."""
    if row.refusal is None or row.requester_id != signed.member.staff_id:
        return None
    try:
        opened = open_refusal(signed.keyring.own, row.lead_id, row.id, row.refusal)
        return SecretText(opened.reveal().decode())
    except (SealBroken, ValueError):
        return None


async def _open(
    work: LedgerWork, signed: Signed, case: Case, row: IdentityRequest, now: datetime
) -> tuple[Identity, str]:
    _check_state(row, now)
    request = Statement(row.body, row.signature)
    unit = row.unit_id
    asked = read_request(request, people.myself(signed, await people.asker(work, unit, signed.member.staff_id)))
    if (asked.lead_id, asked.request_id, asked.unit) != (case.lead.id, row.id, unit):
        raise AccessRefused("a request was moved to another place")
    if await recorded(work, AccessKind.IDENTITY_OPENED, case.lead.id, row.id):
        raise AlreadyDone("this approval was used before")
    share = await work.resealed_shares.get(row.id)
    if share is None or row.approval is None or row.approval_signature is None:
        raise AccessRefused("the second half is gone")
    stored = Statement(row.approval, row.approval_signature)
    approver = await people.custodian(work, claimed_approval(stored.body).approver)
    approval = check_approval(stored, approver, request, share, int(now.timestamp()))
    second = open_resealed_share_two(signed.keyring.own, share, asked, approval.expires_at)
    keys, lead = case.writable(), case.lead
    if lead.identity is None or lead.identity_share is None:
        raise AccessRefused("the identity is gone")
    opened = open_identity(lead.id, lead.identity, open_share_one(keys, lead.identity_share), second)
    return read_identity(opened.reveal()), unit


def read_identity(data: bytes) -> Identity:
    """Raises `SealBroken` for what is no identity."""
    try:
        return Identity.model_validate_json(data)
    except ValidationError as error:
        raise SealBroken("an identity cannot be read") from error


def _check_state(row: IdentityRequest, now: datetime) -> None:
    if row.state == "expired" or (row.state == "approved" and row.until <= now):
        raise AccessExpired("the approval has ended")
    if row.state != "approved":
        raise AlreadyDone(f"this request is {row.state}")

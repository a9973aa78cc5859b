"""Opening an identity by two people: a signed request, and a signed approval that brings the second half.

The approver's session re-seals share 2 to the requester's staff key as the roster gives it. The seal is bound to lead,
request, requester and expiry; the signed approval names the request's bytes, the seal's bytes and the expiry. So
nothing of it can be moved to another lead or request, given to somebody else, or made to last longer.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from storage.errors import AccessExpired, AccessRefused, SealBroken, SignatureBroken
from storage.vault.binding import Binding, as_number, decode
from storage.vault.padding import pad, unpad
from storage.vault.purposes import Purpose
from storage.vault.roster import Member
from storage.vault.sealing import open_with, seal_to
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair, PublicIdentity, verify


@dataclass(frozen=True, slots=True)
class Statement:
    """Stored bytes and the signature of a member's staff key over exactly them."""

    body: bytes
    signature: bytes

    @property
    def hash(self) -> bytes:
        """SHA-256 of the bytes, 32 bytes."""
        return hashlib.sha256(self.body).digest()


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """Who of which unit asks for which lead's identity. `reasons` is the SHA-256 of the sealed reasons; `at` is Unix
    time in seconds."""

    lead_id: bytes
    request_id: bytes
    requester: bytes
    unit: str
    reasons: bytes
    at: int


@dataclass(frozen=True, slots=True)
class Approval:
    """Who of custody lets which request be revealed until when. `request` and `share` are SHA-256 of bytes."""

    lead_id: bytes
    request_id: bytes
    request: bytes
    requester: bytes
    approver: bytes
    share: bytes
    at: int
    expires_at: int


def sign_request(request: AccessRequest, pair: KeyPair) -> Statement:
    """Sign with the requester's staff key."""
    fields = (request.requester, request.unit, request.reasons, request.at)
    listed = Binding(Purpose.ACCESS_REQUEST, request.lead_id, request.request_id, pair.public.id, fields)
    return _signed(listed, pair)


def claimed_request(body: bytes) -> AccessRequest:
    """What a stored request says, not verified yet: whose key has to be looked up. Raises `AccessRefused`."""
    try:
        listed = decode(body, Purpose.ACCESS_REQUEST, 4)
        requester, unit, reasons, at = listed.fields
        return AccessRequest(listed.lead, listed.object, requester, unit.decode(), reasons, as_number(at))
    except (SealBroken, ValueError) as error:
        raise AccessRefused("a request cannot be read") from error


def read_request(stored: Statement, requester: Member) -> AccessRequest:
    """Verify a request with its requester's key as the roster gives it; raises `SignatureBroken`, `AccessRefused`."""
    request = claimed_request(stored.body)
    check_signer(stored, Purpose.ACCESS_REQUEST, 4, requester.public)
    if request.requester != requester.staff_id:
        raise AccessRefused("a request names another requester")
    return request


def sign_approval(approval: Approval, pair: KeyPair) -> Statement:
    """Sign with the approver's staff key."""
    fields = (
        approval.request, approval.requester, approval.approver, approval.share, approval.at, approval.expires_at,
    )  # fmt: skip
    listed = Binding(Purpose.ACCESS_APPROVAL, approval.lead_id, approval.request_id, pair.public.id, fields)
    return _signed(listed, pair)


def claimed_approval(body: bytes) -> Approval:
    """What a stored approval says, not verified yet. Raises `AccessRefused`."""
    try:
        listed = decode(body, Purpose.ACCESS_APPROVAL, 6)
        request, requester, approver, share = listed.fields[:4]
        at, expires_at = (as_number(field) for field in listed.fields[4:])
    except SealBroken as error:
        raise AccessRefused("an approval cannot be read") from error
    return Approval(listed.lead, listed.object, request, requester, approver, share, at, expires_at)


def check_approval(stored: Statement, approver: Member, request: Statement, share: bytes, now: int) -> Approval:
    """Verify an approval of exactly this request and this re-sealed share, in force at `now` (Unix seconds).

    `approver` comes from custody's roster. Raises `SignatureBroken`, `AccessRefused`, `AccessExpired`.
    """
    approval, asked = claimed_approval(stored.body), claimed_request(request.body)
    check_signer(stored, Purpose.ACCESS_APPROVAL, 6, approver.public)
    named = (approval.lead_id, approval.request_id, approval.request, approval.requester)
    if named != (asked.lead_id, asked.request_id, request.hash, asked.requester):
        raise AccessRefused("an approval is of another request")
    if approval.approver != approver.staff_id or approver.staff_id == asked.requester:
        raise AccessRefused("an approval is of another approver")
    if approval.share != hashlib.sha256(share).digest():
        raise AccessRefused("an approval is of another share")
    if now >= approval.expires_at:
        raise AccessExpired("an approval has ended")
    return approval


def reseal_share_two(share: SecretBytes, request: AccessRequest, requester: Member, expires_at: int) -> bytes:
    """Share 2 for one requester, one request and until one moment."""
    return seal_to(requester.public, share.reveal(), _share(request, expires_at))


def open_resealed_share_two(pair: KeyPair, sealed: bytes, request: AccessRequest, expires_at: int) -> SecretBytes:
    """Open it with the requester's own pair; raises `SealBroken`."""
    return open_with(pair, sealed, _share(request, expires_at))


def seal_reasons(custody: PublicIdentity, lead_id: bytes, request_id: bytes, text: bytes) -> bytes:
    """Why the identity is asked for, for custody alone: what is written there may speak of the lead."""
    return seal_to(custody, pad(text), Binding(Purpose.ACCESS_REASONS, lead_id, request_id))


def open_reasons(custody: KeyPair, lead_id: bytes, request_id: bytes, sealed: bytes) -> SecretBytes:
    """Raises `SealBroken`."""
    opened = open_with(custody, sealed, Binding(Purpose.ACCESS_REASONS, lead_id, request_id))
    return SecretBytes(unpad(opened.reveal()))


def seal_refusal(requester: PublicIdentity, lead_id: bytes, request_id: bytes, text: bytes) -> bytes:
    """Why it was refused, for the requester alone."""
    return seal_to(requester, pad(text), Binding(Purpose.ACCESS_REFUSAL, lead_id, request_id))


def open_refusal(pair: KeyPair, lead_id: bytes, request_id: bytes, sealed: bytes) -> SecretBytes:
    """Raises `SealBroken`."""
    opened = open_with(pair, sealed, Binding(Purpose.ACCESS_REFUSAL, lead_id, request_id))
    return SecretBytes(unpad(opened.reveal()))


def check_signer(stored: Statement, purpose: Purpose, field_count: int, public: PublicIdentity) -> None:
    """Raise `SignatureBroken` unless this key signed the bytes and the bytes name it."""
    verify(public.signing_key, stored.signature, stored.body)
    if decode(stored.body, purpose, field_count).key != public.id:
        raise SignatureBroken("a statement names another signer")


def _signed(listed: Binding, pair: KeyPair) -> Statement:
    body = listed.encode()
    return Statement(body, pair.sign_stored(body))


def _share(request: AccessRequest, expires_at: int) -> Binding:
    fields = (request.requester, expires_at)
    return Binding(Purpose.SHARE_TWO_FOR_REQUEST, request.lead_id, request.request_id, fields=fields)

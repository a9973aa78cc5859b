"""Asking for an identity, deciding on it, and the one half that is sealed anew for it.

Two ways, never one person: a *reveal* re-seals share 2 of custody to the officer who asked; a *call-back* re-seals
share 1 of the lead to one custodian, who calls the reporter and never sees the lead. What is asked and what is decided
are stored lists, signed with the staff keys of both; each side checks the other's signature with the key that a signed
roster gives, never with one from a row.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.errors import SealBroken, SignatureBroken
from storage.vault.binding import Binding, decode
from storage.vault.padding import pad, unpad
from storage.vault.purposes import Purpose
from storage.vault.sealing import open_with, seal_to
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair, PublicIdentity, verify


class AccessWay(StrEnum):
    """What is asked for."""

    REVEAL = "reveal"
    CALL_BACK = "call_back"


class AccessResult(StrEnum):
    """What a custodian decided, or what the call gave."""

    APPROVED = "approved"
    REFUSED = "refused"
    VERIFIED = "verified"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """What an officer asks. `custodian` is whom a call-back is for, empty for a reveal.

    `words` is the SHA-256 of the sealed words, `share` that of the re-sealed share 1 (empty for a reveal). `expires`
    is aware.
    """

    request_id: bytes
    lead_id: bytes
    way: AccessWay
    staff_id: bytes
    unit: str
    expires: datetime
    words: bytes
    custodian: bytes = b""
    share: bytes = b""


@dataclass(frozen=True, slots=True)
class AccessDecision:
    """What a custodian answered to one signed request. `share` is the SHA-256 of the re-sealed share 2, or empty."""

    request_id: bytes
    lead_id: bytes
    result: AccessResult
    staff_id: bytes
    expires: datetime
    request: bytes
    share: bytes = b""


@dataclass(frozen=True, slots=True)
class SignedAct:
    """The stored bytes and the signature of a member of staff over exactly them."""

    body: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class SharePlace:
    """Where a re-sealed half belongs: one request about one lead, until `expires` (aware)."""

    request_id: bytes
    lead_id: bytes
    expires: datetime

    def binding(self, purpose: Purpose) -> Binding:
        return Binding(purpose, self.lead_id, self.request_id, fields=(self.expires.isoformat(),))


def sign_request(request: AccessRequest, signer: KeyPair) -> SignedAct:
    """The request as its officer signs it."""
    asked = (request.way.value, request.staff_id, request.unit, request.expires.isoformat())
    fields = (*asked, request.words, request.custodian, request.share)
    return _signed(Purpose.ACCESS_REQUEST, request.lead_id, request.request_id, fields, signer)


def read_request(act: SignedAct, request_id: bytes, lead_id: bytes, signer: PublicIdentity) -> AccessRequest:
    """Verify and read; `signer` is the officer's key as the roster gives it. Raises `SignatureBroken`."""
    way, staff_id, unit, expires, words, custodian, share = _verified(
        act, Purpose.ACCESS_REQUEST, (lead_id, request_id), signer, 7
    )
    try:
        asked = AccessWay(way.decode()), staff_id, unit.decode(), datetime.fromisoformat(expires.decode())
    except ValueError as error:
        raise SignatureBroken("a request cannot be read") from error
    return AccessRequest(request_id, lead_id, *asked, words, custodian, share)


def stated_officer(body: bytes) -> tuple[bytes, str]:
    """Whose request these bytes claim to be, staff id and unit, to find the key that checks it. Trust nothing yet.

    Raises `SignatureBroken`.
    """
    try:
        fields = decode(body, Purpose.ACCESS_REQUEST, 7).fields
        return fields[1], fields[2].decode()
    except (SealBroken, ValueError) as error:
        raise SignatureBroken("a request cannot be read") from error


def sign_decision(decision: AccessDecision, signer: KeyPair) -> SignedAct:
    """The decision as its custodian signs it."""
    fields = (decision.result.value, decision.staff_id, decision.expires.isoformat(), decision.request, decision.share)
    return _signed(Purpose.ACCESS_APPROVAL, decision.lead_id, decision.request_id, fields, signer)


def read_decision(act: SignedAct, request: AccessRequest, asked: SignedAct, signer: PublicIdentity) -> AccessDecision:
    """Verify and read; `signer` is the custodian's key as custody's roster gives it.

    Raises `SignatureBroken`, also for a decision on another request, or on other words than were asked with.
    """
    result, staff_id, expires, of_request, share = _verified(
        act, Purpose.ACCESS_APPROVAL, (request.lead_id, request.request_id), signer, 5
    )
    if of_request != hashlib.sha256(asked.body).digest():
        raise SignatureBroken("a decision speaks of another request")
    try:
        decided = AccessResult(result.decode()), staff_id, datetime.fromisoformat(expires.decode())
    except ValueError as error:
        raise SignatureBroken("a decision cannot be read") from error
    return AccessDecision(request.request_id, request.lead_id, *decided, of_request, share)


def seal_share_two(place: SharePlace, share: SecretBytes, officer: PublicIdentity) -> bytes:
    """Custody's half for the officer who asked, until the moment that the decision states."""
    return seal_to(officer, share.reveal(), place.binding(Purpose.SHARE_TWO_FOR_REQUEST))


def open_share_two(place: SharePlace, sealed: bytes, officer: KeyPair) -> SecretBytes:
    """Raises `SealBroken` for another person, request, lead or expiry."""
    return open_with(officer, sealed, place.binding(Purpose.SHARE_TWO_FOR_REQUEST))


def seal_share_one(place: SharePlace, share: SecretBytes, custodian: PublicIdentity) -> bytes:
    """The lead's half for the custodian who calls, until the request ends."""
    return seal_to(custodian, share.reveal(), place.binding(Purpose.SHARE_ONE_FOR_CALL_BACK))


def open_share_one(place: SharePlace, sealed: bytes, custodian: KeyPair) -> SecretBytes:
    """Raises `SealBroken` for another person, request, lead or expiry."""
    return open_with(custodian, sealed, place.binding(Purpose.SHARE_ONE_FOR_CALL_BACK))


def seal_words(request_id: bytes, lead_id: bytes, words: bytes, reader: PublicIdentity) -> bytes:
    """Why, on what ground, under which document number: sealed to custody, or a refusal's reason to the officer."""
    return seal_to(reader, pad(words), Binding(Purpose.ACCESS_WORDS, lead_id, request_id))


def open_words(request_id: bytes, lead_id: bytes, sealed: bytes, reader: KeyPair) -> SecretBytes:
    """Raises `SealBroken`."""
    return SecretBytes(unpad(open_with(reader, sealed, Binding(Purpose.ACCESS_WORDS, lead_id, request_id)).reveal()))


def _signed(
    purpose: Purpose, lead_id: bytes, request_id: bytes, fields: tuple[bytes | str, ...], signer: KeyPair
) -> SignedAct:
    body = Binding(purpose, lead_id, request_id, signer.public.id, fields).encode()
    return SignedAct(body, signer.sign_stored(body))


def _verified(
    act: SignedAct, purpose: Purpose, place: tuple[bytes, bytes], signer: PublicIdentity, count: int
) -> tuple[bytes, ...]:
    """The fields of a stored list that this person signed for this lead and request."""
    verify(signer.signing_key, act.signature, act.body)
    try:
        listed = decode(act.body, purpose, count)
    except SealBroken as error:
        raise SignatureBroken(f"not a {purpose.value}") from error
    if (listed.lead, listed.object) != place or listed.key != signer.id:
        raise SignatureBroken(f"a {purpose.value} of another lead, request or person")
    return listed.fields

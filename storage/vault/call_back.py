"""Calling a reporter back, the other way round: share 1 goes to one custodian, who sees a name and never the lead.

The handler's session re-seals share 1 to the custodian's staff key as the roster gives it and signs for whom, of which
lead and until when. What came of the call is signed by the custodian, so that no row can say "verified" by itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from storage.errors import AccessExpired, AccessRefused, SealBroken
from storage.vault.binding import Binding, as_number, decode
from storage.vault.identity_access import Statement, check_signer
from storage.vault.purposes import Purpose
from storage.vault.roster import Member
from storage.vault.sealing import open_with, seal_to
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair


class Outcome(StrEnum):
    """What came of a call."""

    VERIFIED = "verified"
    DENIED = "denied"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class CallBack:
    """Who of which unit asks which custodian to call. `share` is the SHA-256 of the re-sealed share 1; times are Unix
    seconds."""

    lead_id: bytes
    call_id: bytes
    requester: bytes
    unit: str
    custodian: bytes
    share: bytes
    at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class CallResult:
    """What one custodian says of the call that `call`, the SHA-256 of its signed bytes, asked for."""

    lead_id: bytes
    call_id: bytes
    call: bytes
    custodian: bytes
    outcome: Outcome
    at: int


def sign_call_back(call: CallBack, pair: KeyPair) -> Statement:
    """Sign with the requester's staff key."""
    fields = (call.requester, call.unit, call.custodian, call.share, call.at, call.expires_at)
    body = Binding(Purpose.CALL_BACK_REQUEST, call.lead_id, call.call_id, pair.public.id, fields).encode()
    return Statement(body, pair.sign_stored(body))


def claimed_call_back(body: bytes) -> CallBack:
    """What a stored request says, not verified yet. Raises `AccessRefused`."""
    try:
        listed = decode(body, Purpose.CALL_BACK_REQUEST, 6)
        requester, unit, custodian, share = listed.fields[:4]
        at, expires_at = (as_number(field) for field in listed.fields[4:])
        return CallBack(listed.lead, listed.object, requester, unit.decode(), custodian, share, at, expires_at)
    except (SealBroken, ValueError) as error:
        raise AccessRefused("a call-back cannot be read") from error


def check_call_back(stored: Statement, requester: Member, custodian: bytes, share: bytes, now: int) -> CallBack:
    """Verify a request to this custodian with this re-sealed share, in force at `now` (Unix seconds).

    `requester` comes from the roster of the unit that the request names. Raises `SignatureBroken`, `AccessRefused`,
    `AccessExpired`.
    """
    call = claimed_call_back(stored.body)
    check_signer(stored, Purpose.CALL_BACK_REQUEST, 6, requester.public)
    if (call.requester, call.custodian) != (requester.staff_id, custodian) or requester.staff_id == custodian:
        raise AccessRefused("a call-back is between other people")
    if call.share != hashlib.sha256(share).digest():
        raise AccessRefused("a call-back is of another share")
    if now >= call.expires_at:
        raise AccessExpired("a call-back has ended")
    return call


def reseal_share_one(share: SecretBytes, call_id: bytes, lead_id: bytes, custodian: Member, expires_at: int) -> bytes:
    """Share 1 for one custodian, one call and until one moment."""
    return seal_to(custodian.public, share.reveal(), _share(lead_id, call_id, custodian.staff_id, expires_at))


def open_resealed_share_one(pair: KeyPair, sealed: bytes, call: CallBack) -> SecretBytes:
    """Open it with the custodian's own pair; raises `SealBroken`."""
    return open_with(pair, sealed, _share(call.lead_id, call.call_id, call.custodian, call.expires_at))


def sign_result(result: CallResult, pair: KeyPair) -> Statement:
    """Sign with the custodian's staff key."""
    fields = (result.call, result.custodian, result.outcome.value, result.at)
    body = Binding(Purpose.CALL_BACK_RESULT, result.lead_id, result.call_id, pair.public.id, fields).encode()
    return Statement(body, pair.sign_stored(body))


def read_result(stored: Statement, call: Statement, custodian: Member) -> CallResult:
    """Verify what a custodian said of exactly this call; `custodian` comes from custody's roster.

    Raises `SignatureBroken`, `AccessRefused`.
    """
    asked = claimed_call_back(call.body)
    check_signer(stored, Purpose.CALL_BACK_RESULT, 4, custodian.public)
    try:
        listed = decode(stored.body, Purpose.CALL_BACK_RESULT, 4)
        of_call, by, outcome, at = listed.fields
        result = CallResult(listed.lead, listed.object, of_call, by, Outcome(outcome.decode()), as_number(at))
    except (SealBroken, ValueError) as error:
        raise AccessRefused("what came of a call cannot be read") from error
    named = (result.lead_id, result.call_id, result.call, result.custodian)
    if named != (asked.lead_id, asked.call_id, call.hash, custodian.staff_id) or asked.custodian != custodian.staff_id:
        raise AccessRefused("what came of a call is of another call")
    return result


def _share(lead_id: bytes, call_id: bytes, custodian: bytes, expires_at: int) -> Binding:
    return Binding(Purpose.SHARE_ONE_FOR_CALL_BACK, lead_id, call_id, fields=(custodian, expires_at))

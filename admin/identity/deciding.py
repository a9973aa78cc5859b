"""Custody decides on a request to see an identity. The password has opened the custodian's key for this one request."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from admin import access
from admin.access import AccessKind
from admin.identity.asking import AccessWords
from admin.identity.signatures import Checked, checked
from admin.signed import Signed
from storage.errors import BadInput, NotAllowed, NotFound, StaleVersion
from storage.tables.ledger import IdentityRequest
from storage.unit_of_work import LedgerWork
from storage.vault.identity_access import (
    AccessDecision,
    AccessResult,
    AccessWay,
    SharePlace,
    open_words,
    seal_share_two,
    seal_words,
    sign_decision,
)
from storage.vault.lead import SealedFor, open_share_two
from storage.vault.secret import SecretText

APPROVED_FOR: Final = timedelta(hours=24)
"""How long an approval opens: a working day, and the night after it."""
LONGEST_REFUSAL: Final = 300


async def find(work: LedgerWork, signed: Signed, request_id: bytes, way: AccessWay, now: datetime) -> IdentityRequest:
    """A request that waits for this custodian. Raises `NotFound`, `NotAllowed` for nobody's custodian."""
    if not signed.member.is_custodian:
        raise NotAllowed("only custody decides on identities")
    row = await work.identity_requests.get(request_id)
    calls = way is AccessWay.CALL_BACK
    if row.way != way.value or (calls and row.custodian_id != signed.member.staff_id):
        raise NotFound("no such request for this custodian")
    if row.state != "waiting" or row.expires_at <= now:
        raise StaleVersion(0, 1, (row.state,))
    return row


async def words_for(signed: Signed, row: IdentityRequest) -> AccessWords:
    """What the officer wrote, opened with custody's key."""
    pair = signed.keyring.unit_pair(_custody_of(signed), row.words_epoch)
    return AccessWords.model_validate_json(open_words(row.id, row.lead_id, row.words, pair).reveal())


async def approve(work: LedgerWork, signed: Signed, request_id: bytes, now: datetime) -> None:
    """Seal custody's half to who asked, bound to this request, for a day. Once, whoever else is deciding.

    Raises `SignatureBroken`, `RosterRefused`, `SealBroken`, `StaleVersion`, `NotAllowed` for one's own request.
    """
    row = await find(work, signed, request_id, AccessWay.REVEAL, now)
    asked = await _of_another(work, signed, row)
    held = await work.identities.custody_share(row.lead_id)
    if held is None:
        raise BadInput("identity.error.gone")
    pair = signed.keyring.unit_pair(held.unit_id, held.epoch)
    half = open_share_two(row.lead_id, SealedFor(held.unit_id, held.epoch, held.sealed), pair)
    expires = now + APPROVED_FOR
    sealed = seal_share_two(SharePlace(row.id, row.lead_id, expires), half, asked.officer)
    await _decide(work, signed, row, asked, AccessResult.APPROVED, now, expires, share=sealed)
    await work.identity_requests.keep_share(row.id, sealed, expires)


async def refuse(work: LedgerWork, signed: Signed, request_id: bytes, reason: SecretText, now: datetime) -> None:
    """Say no, with a reason that only the officer reads. Raises as `approve`, and `BadInput` without a reason."""
    text = reason.reveal().strip()
    if not 1 <= len(text) <= LONGEST_REFUSAL:
        raise BadInput("identity.error.refusal")
    row = await find(work, signed, request_id, AccessWay.REVEAL, now)
    asked = await _of_another(work, signed, row)
    refusal = seal_words(row.id, row.lead_id, text.encode(), asked.officer)
    await _decide(work, signed, row, asked, AccessResult.REFUSED, now, row.expires_at, refusal=refusal)


async def _of_another(work: LedgerWork, signed: Signed, row: IdentityRequest) -> Checked:
    asked = await checked(work, row)
    if asked.officer == signed.keyring.own.public or asked.request.staff_id == signed.member.staff_id:
        raise NotAllowed("nobody decides on their own request")
    return asked


async def _decide(
    work: LedgerWork, signed: Signed, row: IdentityRequest, asked: Checked, result: AccessResult, now: datetime,
    expires: datetime, *, share: bytes = b"", refusal: bytes | None = None,
) -> None:  # fmt: skip
    act = sign_decision(
        AccessDecision(
            row.id, row.lead_id, result, signed.member.staff_id, expires,
            hashlib.sha256(asked.act.body).digest(), hashlib.sha256(share).digest() if share else b"",
        ),
        signed.keyring.own,
    )  # fmt: skip
    await work.identity_requests.move(
        row.id, "waiting", result.value, custodian_id=signed.member.staff_id, decided_at=now,
        expires_at=expires, decision=act.body, decision_signature=act.signature, refusal=refusal,
    )  # fmt: skip
    kind = AccessKind.IDENTITY_APPROVED if share else AccessKind.IDENTITY_REFUSED
    await access.record(work, kind, signed, row.lead_id, unit=_custody_of(signed))


def _custody_of(signed: Signed) -> str:
    return signed.member.units[0]

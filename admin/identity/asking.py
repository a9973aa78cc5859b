"""An officer asks: to see an identity, or to have its owner called. Nothing opens by asking."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from admin import access, policy_book
from admin.access import AccessKind
from admin.identity.signatures import member_key
from admin.leads.case import Case
from admin.roles import Role
from admin.signed import Signed
from storage.errors import BadInput, NotAllowed
from storage.routing import custody_key
from storage.tables.ledger import IdentityRequest
from storage.unit_of_work import LedgerWork
from storage.vault.binding import new_id
from storage.vault.identity_access import (
    AccessRequest,
    AccessWay,
    SharePlace,
    seal_share_one,
    seal_words,
    sign_request,
)
from storage.vault.lead import open_share_one, seal_note

ASKERS: Final = frozenset({Role.HANDLER, Role.OFFICE})
LASTS: Final = timedelta(days=7)
"""How long custody has to decide, or to reach somebody: two weekends never lie in it."""
WORDS_KIND: Final = "identity-request"


class AccessWords(BaseModel):
    """Why an identity is asked for. Custody reads it, so it says nothing of the lead."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    reason: str = Field(min_length=1, max_length=300)
    basis: str = Field(min_length=1, max_length=200)
    document: str = Field(min_length=1, max_length=100)


def words_of(reason: str, basis: str, document: str) -> AccessWords:
    """What was typed; raises `BadInput` where something is missing or too long."""
    try:
        return AccessWords(reason=reason.strip(), basis=basis.strip(), document=document.strip())
    except ValidationError:
        raise BadInput("identity.error.words") from None


def may_ask(signed: Signed, case: Case) -> bool:
    """Whether this member may ask about this lead: an officer of the unit that has it, who can open it."""
    lead = case.lead
    mine = lead.unit_id is None or lead.unit_id in signed.member.units
    return lead.identity is not None and case.keys is not None and mine and signed.member.may(*ASKERS)


async def ask(
    work: LedgerWork, signed: Signed, case: Case, words: AccessWords, now: datetime, custodian: bytes | None = None
) -> bytes:
    """Ask to see the identity, or, with a `custodian`, to have them call. Returns the request's id.

    Raises `NotAllowed` for who may not ask, `BadInput` while another request is open or for an unknown custodian.
    """
    if not may_ask(signed, case):
        raise NotAllowed("this member may not ask for this identity")
    way = AccessWay.CALL_BACK if custodian is not None else AccessWay.REVEAL
    if await work.identity_requests.has_open(case.lead.id, way.value, now):
        raise BadInput("identity.error.open")
    unit = next(grant.unit_id for grant in case.grants if grant.unit_id in signed.member.units)
    key, keys, request_id = custody_key((await policy_book.required(work)).document), case.writable(), new_id()
    text = words.model_dump_json().encode()
    sealed_words = seal_words(request_id, keys.lead_id, text, key.public)
    place = SharePlace(request_id, keys.lead_id, now + LASTS)
    share = await _share_for(work, case, place, key.unit, custodian) if custodian is not None else b""
    request = AccessRequest(
        request_id, keys.lead_id, way, signed.member.staff_id, unit, place.expires,
        hashlib.sha256(sealed_words).digest(), custodian or b"", hashlib.sha256(share).digest() if share else b"",
    )  # fmt: skip
    act = sign_request(request, signed.keyring.own)
    await work.identity_requests.add(
        IdentityRequest(
            id=request_id, lead_id=keys.lead_id, way=way.value, unit_id=unit, staff_id=signed.member.staff_id,
            custodian_id=custodian, asked_at=now, expires_at=place.expires, words_epoch=key.epoch, words=sealed_words,
            words_kept=seal_note(keys, request_id, WORDS_KIND, text), body=act.body, signature=act.signature,
        )
    )  # fmt: skip
    if share:
        await work.identity_requests.keep_share(request_id, share, place.expires)
    kind = AccessKind.CALL_BACK_ASKED if share else AccessKind.IDENTITY_ASKED
    await access.record(work, kind, signed, keys.lead_id, unit=unit)
    return request_id


async def _share_for(work: LedgerWork, case: Case, place: SharePlace, custody: str, custodian: bytes) -> bytes:
    """Share 1, sealed for the custodian as custody's roster gives them."""
    reader = await member_key(work, custody, custodian)
    return seal_share_one(place, open_share_one(case.writable(), case.lead.identity_share or b""), reader)

"""Whose signature counts: keys come from signed rosters, what is asked and decided from signed lists."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from admin import policy_book
from admin.setup import rosters
from storage.errors import NotFound, RosterRefused, SignatureBroken
from storage.tables.ledger import IdentityRequest
from storage.unit_of_work import LedgerWork
from storage.vault.identity_access import (
    AccessDecision,
    AccessRequest,
    SignedAct,
    read_decision,
    read_request,
    stated_officer,
)
from storage.vault.policy_document import UnitKind
from storage.vault.seeds import PublicIdentity


@dataclass(frozen=True, slots=True)
class Checked:
    """A request that holds, with the key of who asked."""

    request: AccessRequest
    officer: PublicIdentity
    act: SignedAct


async def checked(work: LedgerWork, row: IdentityRequest) -> Checked:
    """The request as its officer signed it. Raises `SignatureBroken`, and as `member_key`."""
    act = SignedAct(row.body, row.signature)
    staff_id, unit = stated_officer(row.body)
    officer = await member_key(work, unit, staff_id)
    request = read_request(act, row.id, row.lead_id, officer)
    if hashlib.sha256(row.words).digest() != request.words:
        raise SignatureBroken("a request was signed with other words")
    return Checked(request, officer, act)


async def decided(work: LedgerWork, row: IdentityRequest, asked: Checked) -> AccessDecision:
    """What custody answered, checked with custody's own roster. Raises as `checked`."""
    if row.decision is None or row.decision_signature is None:
        raise SignatureBroken("custody has signed nothing")
    custody = (await policy_book.required(work)).document.only(UnitKind.CUSTODY).id
    roster = await rosters.current(work, custody)
    act = SignedAct(row.decision, row.decision_signature)
    for member in roster.members:
        try:
            decision = read_decision(act, asked.request, asked.act, member.public)
        except SignatureBroken:
            continue
        if decision.staff_id == member.staff_id and member.public != asked.officer:
            return decision
    raise SignatureBroken("no custodian on the roster has signed this decision")


async def member_key(work: LedgerWork, unit: str, staff_id: bytes) -> PublicIdentity:
    """A member's key as the unit's roster gives it. Raises `RosterRefused` where they are not on it."""
    try:
        member = (await rosters.current(work, unit)).member(staff_id)
    except NotFound:
        member = None
    if member is None:
        raise RosterRefused("this person is not on the unit's roster")
    return member.public

"""What a lead's page tells of its identity: whether it was asked for, decided, seen, or its owner called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admin import policy_book
from admin.identity.asking import WORDS_KIND, AccessWords, may_ask
from admin.identity.revealing import refusal_of
from admin.identity.signatures import checked, decided
from admin.leads.case import Case
from admin.leads.words import names_of
from admin.setup import rosters
from admin.signed import Signed
from storage.errors import NotFound, PolicyRefused, SealBroken, VaultError
from storage.tables.ledger import IdentityRequest
from storage.unit_of_work import LedgerWork
from storage.vault.lead import open_note
from storage.vault.policy_document import UnitKind
from storage.vault.secret import SecretText


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the officers of the lead see it. `holds`: what is signed agrees with what the row says."""

    row: IdentityRequest
    state: str
    holds: bool
    words: AccessWords | None
    refusal: SecretText | None
    mine: bool

    @property
    def opens(self) -> bool:
        """Whether the viewer may open the identity now."""
        return self.mine and self.holds and self.state == "approved"


@dataclass(frozen=True, slots=True)
class IdentityCard:
    """`custodians` are those who may be asked to call, by id and name."""

    named: bool
    asked: Sequence[Asked]
    may_ask: bool
    custodians: Sequence[tuple[bytes, str]]
    people: dict[bytes, str]

    def is_open(self, way: str) -> bool:
        """Whether such a request is under way."""
        return any(one.row.way == way and one.state in ("waiting", "approved") for one in self.asked)

    @property
    def verified(self) -> bool:
        """Whether a custodian reached the reporter, who stands by the report."""
        return any(one.state == "verified" and one.holds for one in self.asked)


async def card_of(work: LedgerWork, signed: Signed, case: Case, now: datetime) -> IdentityCard:
    """The card for one member."""
    if case.lead.identity is None:
        return IdentityCard(False, (), False, (), {})
    asked = [await _asked(work, signed, case, row, now) for row in await work.identity_requests.of_lead(case.lead.id)]
    allowed = may_ask(signed, case)
    custodians = await _custodians(work) if allowed else []
    ids = [person for one in asked for person in (one.row.staff_id, one.row.custodian_id)]
    return IdentityCard(True, asked, allowed, custodians, await names_of(work, ids))


async def _asked(work: LedgerWork, signed: Signed, case: Case, row: IdentityRequest, now: datetime) -> Asked:
    over = row.state in ("waiting", "approved") and row.expires_at <= now
    mine = row.staff_id == signed.member.staff_id
    return Asked(
        row, "ended" if over else row.state, await _holds(work, row), _words(case, row),
        await refusal_of(signed, row), mine,
    )  # fmt: skip


async def _holds(work: LedgerWork, row: IdentityRequest) -> bool:
    """Whether the signatures of both sides say what the row says. Who has left is on no roster any more."""
    try:
        asked = await checked(work, row)
        if row.decision is None:
            return row.state in ("waiting", "ended")
        result = (await decided(work, row, asked)).result.value
    except (VaultError, NotFound):
        return False
    return row.state == result or (row.state in ("revealed", "ended") and result == "approved")


def _words(case: Case, row: IdentityRequest) -> AccessWords | None:
    if case.keys is None:
        return None
    try:
        return AccessWords.model_validate_json(open_note(case.keys, row.id, WORDS_KIND, row.words_kept).reveal())
    except (SealBroken, ValueError):
        return None


async def _custodians(work: LedgerWork) -> list[tuple[bytes, str]]:
    try:
        custody = (await policy_book.required(work)).document.only(UnitKind.CUSTODY).id
        roster = await rosters.current(work, custody)
    except (PolicyRefused, VaultError, NotFound):
        return []
    names = await names_of(work, [member.staff_id for member in roster.members])
    return [(member.staff_id, names.get(member.staff_id, "")) for member in roster.members]

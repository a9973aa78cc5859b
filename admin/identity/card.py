"""What the officers of a lead see of requests and call-backs: states, never a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from admin.identity import people
from admin.identity.asking import refusal_of
from admin.identity.terms import ASKERS
from admin.leads.case import Case
from admin.retention.fate import Fate, fate_of
from storage.errors import VaultError
from storage.tables.ledger import CallBackRow, IdentityRequest
from storage.vault.call_back import read_result
from storage.vault.identity_access import Statement
from storage.vault.secret import SecretText

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork

OPEN = ("waiting", "approved")


def state_of(row: IdentityRequest | CallBackRow, now: datetime) -> str:
    """The row's state, or `expired` where its time is over and the housekeeping has not been by yet."""
    return "expired" if row.state in OPEN and row.until <= now else row.state


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request. `refusal` is for the requester alone."""

    row: IdentityRequest
    state: str
    mine: bool
    refusal: SecretText | None


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call-back. A result that no custodian signed has the state `forged`."""

    row: CallBackRow
    state: str


@dataclass(frozen=True, slots=True)
class IdentityCard:
    """All of one lead, newest first. `kept`: the reporter gave their name, and it is still there.

    `fate` says what was destroyed, and by whom.
    """

    kept: bool
    requests: Sequence[RequestLine] = ()
    calls: Sequence[CallLine] = ()
    may_ask: bool = False
    fate: Fate = field(default_factory=Fate)

    @property
    def verified(self) -> bool:
        """Whether a custodian called and the reporter was who was named: the newest call that came to something."""
        told = [line.state for line in self.calls if line.state in ("verified", "denied")]
        return bool(told) and told[0] == "verified"

    @property
    def asked_already(self) -> bool:
        """Whether a request of this member is open."""
        return any(line.mine and line.state in OPEN for line in self.requests)

    @property
    def calling(self) -> bool:
        """Whether a call-back waits."""
        return any(line.state == "waiting" for line in self.calls)

    @property
    def people(self) -> Iterator[bytes | None]:
        """Ids of everybody in it."""
        for request in self.requests:
            yield from (request.row.requester_id, request.row.decided_by)
        for call in self.calls:
            yield from (call.row.requester_id, call.row.custodian_id)
        for gone in self.fate.gone:
            yield from (gone.proposer, gone.confirmer)


async def card_of(work: LedgerWork, signed: Signed, case: Case, now: datetime) -> IdentityCard:
    """The card of a lead that this request has opened."""
    lead, me = case.lead, signed.member.staff_id
    fate = await fate_of(work, lead, await work.destructions.of_lead(lead.id))
    if not lead.named:
        return IdentityCard(False, fate=fate)
    requests = [
        RequestLine(row, state_of(row, now), row.requester_id == me, refusal_of(signed, row))
        for row in await work.identity_requests.of_lead(lead.id)
    ]
    calls = [CallLine(row, await _call_state(work, row, now)) for row in await work.call_backs.of_lead(lead.id)]
    may_ask = bool(signed.member.roles & ASKERS) and case.keys is not None and not case.opened.broken
    kept = lead.identity is not None and lead.identity_share is not None
    return IdentityCard(kept, requests, calls, may_ask and kept, fate)


async def _call_state(work: LedgerWork, row: CallBackRow, now: datetime) -> str:
    state = state_of(row, now)
    if state not in ("verified", "denied"):
        return state
    asked, told = Statement(row.body, row.signature), Statement(row.result or b"", row.result_signature or b"")
    for seat in await people.custodian_ever(work, row.custodian_id):
        try:
            result = read_result(told, asked, seat)
        except VaultError:
            continue
        if (result.lead_id, result.call_id, result.outcome.value) == (row.lead_id, row.id, state):
            return state
    return "forged"

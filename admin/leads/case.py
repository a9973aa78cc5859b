"""One lead with everything a request needs of it: columns, keys, what they open, and its history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from admin.leads.opening import OpenedLead, open_all
from admin.workflow.conclusions import Closing, Conclusion, was_verified
from admin.workflow.states import MAY_WRITE, Actor, MoveName, State
from storage.errors import BadInput, NotAllowed, NotFound, SealBroken, StaleVersion
from storage.tables.ledger import Grant, Lead, LeadEvent, Note, ThreadMessage
from storage.vault.lead import LeadKeys, SealedFor

if TYPE_CHECKING:
    from admin.signed import Member, Signed
    from storage.unit_of_work import LedgerWork


MOST_MESSAGES: Final = 2000
"""The newest messages of a thread that a page opens: a flood hides nothing that came last."""


@dataclass(frozen=True, slots=True)
class Case:
    """A lead as one member sees it within one request. `keys` is None where none of the grants opens."""

    lead: Lead
    grants: Sequence[Grant]
    keys: LeadKeys | None
    opened: OpenedLead
    history: Sequence[LeadEvent]
    thread: Sequence[ThreadMessage]
    notes: Sequence[Note]

    @property
    def state(self) -> State:
        return State(self.lead.state)

    @property
    def told(self) -> bool:
        """Whether the reporter has been told of the acceptance, or of the outcome at once."""
        return any(line.sender == "staff" and line.kind in ("acceptance", "outcome") for line in self.thread)

    @property
    def closing(self) -> Closing:
        """What closing is judged by. Findings and answers from before a review do not count for it."""
        states = tuple(State(event.to_state) for event in self.history if event.to_state)
        conclusion = Conclusion(self.lead.conclusion) if self.lead.conclusion else None
        reopened = max((event.at for event in self.history if event.kind == MoveName.REOPEN), default=None)
        findings = [n for n in self.notes if n.kind == "finding" and (reopened is None or n.at >= reopened)]
        return Closing(was_verified(states), conclusion, len(findings), self.lead.answered)

    def writable(self) -> LeadKeys:
        """The keys to write with; raises `BadInput` on a lead that does not open whole."""
        if self.keys is None or self.opened.broken:
            raise BadInput("lead.error_sealing")
        return self.keys

    def unchanged_since(self, version: int) -> None:
        """Raise `StaleVersion` with the kinds of steps made since `version`."""
        if self.lead.version != version:
            kinds = tuple(event.kind for event in self.history if event.version > version)
            raise StaleVersion(version, self.lead.version, kinds)


async def open_case(work: LedgerWork, signed: Signed, number: str) -> Case:
    """Find and open a lead; records nothing but broken seals. Raises `NotFound` alike for hidden and missing ones."""
    units, me = signed.member.units, signed.member.staff_id
    lead_id = await work.leads.id_of_number(number, units, me)
    lead = await work.leads.visible(lead_id, units, me)
    grants = await work.grants.held(lead_id, units, me)
    thread = await work.thread.messages(lead_id, after=max(0, lead.messages - MOST_MESSAGES), limit=MOST_MESSAGES)
    notes = await work.notes.of_lead(lead_id)
    history = await work.notes.history(lead_id)
    keys, broken = _keys(signed, lead_id, grants)
    opened = OpenedLead(None, broken)
    if keys is not None:
        opened = open_all(lead, keys, thread, notes, await _left_of_identity(work, lead))
    if not opened.excluded.isdisjoint(signed.member.all_units):
        raise NotFound("no such lead")
    if opened.broken_parts:
        await access.record(work, AccessKind.SEAL_BROKEN, signed, lead_id, details=str(opened.broken_parts))
    return Case(lead, grants, keys, opened, history, thread, notes)


async def open_sealed(work: LedgerWork, signed: Signed, lead_id: bytes) -> OpenedLead | None:
    """Content and notes of a lead of the member's units, for the machine's eyes; None where nothing opens it."""
    units, me = signed.member.units, signed.member.staff_id
    grants = await work.grants.held(lead_id, units, me)
    keys, _ = _keys(signed, lead_id, grants)
    if keys is None:
        return None
    lead = await work.leads.visible(lead_id, units, me)
    return open_all(lead, keys, (), await work.notes.of_lead(lead_id), await _left_of_identity(work, lead))


async def _left_of_identity(work: LedgerWork, lead: Lead) -> bytes | None:
    """The hash of an identity that was destroyed, for a lead that has none."""
    return await work.destructions.identity_hash(lead.id) if lead.identity is None else None


def actor_of(member: Member, lead: Lead) -> Actor:
    """How the table of moves sees this member on this lead."""
    return Actor(member.roles, lead.unit_id in member.units)


def may_write(roles: Collection[str]) -> bool:
    """Whether these roles may write a note or an answer on a lead that they can open."""
    return not MAY_WRITE.isdisjoint(roles)


def _keys(signed: Signed, lead_id: bytes, grants: Sequence[Grant]) -> tuple[LeadKeys | None, bool]:
    """The keys and whether a seal broke. Another unit's grant may open where one is broken."""
    broken = False
    for grant in grants:
        try:
            return signed.keyring.lead_keys(lead_id, [SealedFor(grant.unit_id, grant.epoch, grant.sealed)]), False
        except SealBroken:
            broken = True
        except NotAllowed:
            continue
    return None, broken

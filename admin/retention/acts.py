"""Lists as they lie in their rows, believed by both signatures alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from admin import policy_book
from admin.identity import people
from storage.errors import DestructionRefused
from storage.tables.ledger import Destruction
from storage.vault.destruction import (
    Confirmation,
    DestructionList,
    check_confirmation,
    claimed_confirmation,
    claimed_list,
    read_list,
)
from storage.vault.identity_access import Statement
from storage.vault.policy_document import UnitKind
from storage.vault.roster import Member

if TYPE_CHECKING:
    from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A list that two people signed."""

    listed: DestructionList
    confirmation: Confirmation

    @property
    def at(self) -> datetime:
        """When it was confirmed, as it was signed."""
        return datetime.fromtimestamp(self.confirmation.at, UTC)

    @property
    def lead_ids(self) -> frozenset[bytes]:
        return frozenset(self.confirmation.lead_ids)


@dataclass(slots=True)
class Seats:
    """Seats by unit and person, read once for many lists."""

    work: LedgerWork
    _known: dict[tuple[str, bytes], list[Member]] = field(default_factory=dict)

    async def of(self, unit: str, staff_id: bytes) -> list[Member]:
        """Every seat that this person ever had there."""
        if (unit, staff_id) not in self._known:
            self._known[unit, staff_id] = await people.seats_ever(self.work, unit, staff_id)
        return self._known[unit, staff_id]


def list_of(row: Destruction) -> Statement:
    """The signed list."""
    return Statement(row.body, row.signature)


async def read_waiting(work: LedgerWork, row: Destruction) -> DestructionList:
    """A list that nobody has decided on: its proposer is at work in the unit that it names, and signed it.

    Raises `DestructionRefused`, `SignatureBroken`, `AccessRefused`, `RosterRefused`.
    """
    claimed = claimed_list(row.body)
    listed = read_list(list_of(row), [await people.asker(work, claimed.unit, claimed.proposer)])
    _check_place(row, listed)
    return listed


async def read_confirmed(work: LedgerWork, row: Destruction, seats: Seats | None = None) -> Confirmed:
    """A list that was confirmed, perhaps by people who have left since. Raises as `read_waiting`."""
    known = seats or Seats(work)
    if row.confirmation is None or row.confirmation_signature is None:
        raise DestructionRefused("a list was confirmed by nobody")
    claimed, stored = claimed_list(row.body), Statement(row.confirmation, row.confirmation_signature)
    custody = (await policy_book.required(work)).document.only(UnitKind.CUSTODY).id
    if claimed.unit == custody:
        raise DestructionRefused("custody puts no list forward")
    proposers = await known.of(claimed.unit, claimed.proposer)
    confirmers = await known.of(custody, claimed_confirmation(stored.body).confirmer)
    confirmation = check_confirmation(stored, confirmers, list_of(row), proposers)
    _check_place(row, claimed)
    return Confirmed(claimed, confirmation)


def _check_place(row: Destruction, listed: DestructionList) -> None:
    if (row.id, row.unit_id, row.proposed_by) != (listed.act_id, listed.unit, listed.proposer):
        raise DestructionRefused("a list was moved to another place")

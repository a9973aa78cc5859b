"""What became of what a reporter left behind: believed only where two people signed for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from admin.retention.acts import Confirmed, Seats, read_confirmed
from storage.errors import VaultError
from storage.tables.ledger import Destruction, DestructionLine, Lead

if TYPE_CHECKING:
    from storage.unit_of_work import LedgerWork


class Part(StrEnum):
    """What of a lead was destroyed."""

    IDENTITY = "identity"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class Gone:
    """A part that was destroyed by a list that two people signed. `at` is the signed moment of confirming."""

    part: Part
    at: datetime
    proposer: bytes
    confirmer: bytes
    act_id: bytes


@dataclass(frozen=True, slots=True)
class Fate:
    """All that was destroyed of a lead, oldest first. `unexplained`: the identity is gone, and nobody signed for it."""

    gone: Sequence[Gone] = ()
    unexplained: bool = False

    @property
    def identity(self) -> Gone | None:
        """The end of the identity."""
        return next((one for one in self.gone if one.part is Part.IDENTITY), None)


async def fate_of(work: LedgerWork, lead: Lead, lines: Sequence[tuple[DestructionLine, Destruction]]) -> Fate:
    """The fate of a lead from its lines on lists (`work.destructions.of_lead`)."""
    seats, found, claimed = Seats(work), list[Gone](), lead.named
    for line, row in lines:
        if line.state not in ("keys", "done"):
            continue
        claimed = claimed or line.identity_hash is not None
        try:
            act = await read_confirmed(work, row, seats)
        except VaultError:
            continue
        found += _gone(lead, line, act)
    has_end = any(one.part is Part.IDENTITY for one in found)
    return Fate(found, unexplained=claimed and lead.identity_share is None and not has_end)


@dataclass(frozen=True, slots=True)
class Ends:
    """What does not add up: numbers of leads whose identity nobody signed away, and how many lists do not verify."""

    unexplained: Sequence[str]
    forged: int


async def ends_of(work: LedgerWork, units: Sequence[str] | None) -> Ends:
    """For an auditor who may see entries of leads that `units` hold; None sees all."""
    seats, signed, forged = Seats(work), set[bytes](), 0
    for row in await work.destructions.confirmed():
        try:
            act = await read_confirmed(work, row, seats)
        except VaultError:
            forged += 1
            continue
        signed |= {one.lead_id for one in act.listed.leads if one.has_identity} & act.lead_ids
    missing = await work.retention.without_identity(units)
    return Ends(sorted(number for lead_id, number in missing if lead_id not in signed), forged)


def _gone(lead: Lead, line: DestructionLine, act: Confirmed) -> list[Gone]:
    listed = act.listed.find(lead.id)
    if listed is None or lead.id not in act.lead_ids:
        return []
    who = (act.at, act.listed.proposer, act.confirmation.confirmer, act.listed.act_id)
    parts = []
    if listed.has_identity and lead.identity_share is None:
        parts.append(Gone(Part.IDENTITY, *who))
    if listed.words and line.state == "done":
        parts.append(Gone(Part.MESSAGES, *who))
    return parts

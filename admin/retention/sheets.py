"""A list as one reader sees it: only the leads that they may know of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from admin.auditing.room import scope_of
from admin.retention import acts
from admin.retention.due import Term
from admin.retention.standing import why_not
from admin.roles import Role
from storage.errors import VaultError
from storage.tables.ledger import Destruction, DestructionLine
from storage.vault.destruction import DestructionList, Listed, claimed_list

if TYPE_CHECKING:
    from admin.signed import Member
    from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class Line:
    """One lead. `state` and `why` are those of its row; `off` says why it would come off if it were confirmed now.

    `opens`: the reader may open the lead itself.
    """

    number: str
    closed_on: date
    identity: bool
    words: int
    state: str
    why: str
    off: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """`holds`: every signature verifies. `state` is that of the row, `expired` where its time is over."""

    row: Destruction
    lines: Sequence[Line]
    holds: bool
    state: str

    @property
    def waits(self) -> bool:
        return self.state == "waiting"


async def read_sheet(
    work: LedgerWork, member: Member, row: Destruction, now: datetime, term: Term | None = None
) -> Sheet | None:
    """The list, None where this member may know of no lead on it. With a `term`, each lead is judged as of now.

    Custody, which no lead on a list excludes, sees each number; others see those of leads open to them, or to whose
    entries they have access as auditors.
    """
    state = "expired" if row.state == "waiting" and row.until <= now else row.state
    try:
        listed = claimed_list(row.body)
    except VaultError:
        return None
    known, opens = await _known(work, member, listed)
    if not known:
        return None
    off = await why_not(work, listed, term, known) if term is not None and state == "waiting" else {}
    lines = {line.lead_id: line for line in await work.destructions.lines(row.id)}
    shown = [_line(one, lines, off, one.lead_id in opens) for one in listed.leads if one.lead_id in known]
    return Sheet(row, shown, await _holds(work, row, state), state)


async def _known(work: LedgerWork, member: Member, listed: DestructionList) -> tuple[set[bytes], set[bytes]]:
    """Leads of a list that the member may know of, and those of them that they may open."""
    everything = {one.lead_id for one in listed.leads}
    if member.is_custodian:
        return everything, set()
    opens = await work.leads.known_of(everything, member.units, member.staff_id)
    sees_all = member.may(Role.AUDITOR) and await scope_of(work, member) is None
    return everything if sees_all else opens, opens


async def _holds(work: LedgerWork, row: Destruction, state: str) -> bool:
    try:
        if state in ("confirmed", "done"):
            await acts.read_confirmed(work, row)
        elif state == "waiting":
            await acts.read_waiting(work, row)
    except VaultError:
        return False
    return True


def _line(
    one: Listed, lines: Mapping[bytes, DestructionLine], off: Mapping[bytes, str | None], opens: bool
) -> Line:
    row = lines.get(one.lead_id)
    state, why = (row.state, row.why or "") if row is not None else ("dropped", "changed")
    return Line(
        one.number, one.closed_on, one.has_identity, one.words, state, why, off.get(one.lead_id) or "", opens
    )

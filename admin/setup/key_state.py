"""What is due about a unit's keys: read from verified rosters and epochs, for the page of the unit's key state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from admin import policy_book
from admin.access import AccessKind
from admin.keyring import Keyring
from admin.setup import epochs, erasing, resealing, rosters, rotation
from admin.setup.erasing import Reason
from storage.access import AccessFilter
from storage.errors import NotAllowed, NotFound, VaultError
from storage.tables.ledger import Staff, UnitKey
from storage.unit_of_work import LedgerWork
from storage.vault.policy import Policy
from storage.vault.roster import Member, Roster
from storage.vault.seeds import PublicIdentity


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do: text key `keys.due.<kind>`."""

    kind: str
    name: str = ""
    epoch: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class EpochLine:
    """One epoch; `state` is current, prepared, older, left or erased. `waits` says why an older one cannot go yet."""

    epoch: int
    state: str
    made_at: datetime
    made_by: str
    fingerprint: str
    holds: int
    waits: tuple[Reason, ...] = ()
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member of the roster; `due` is why they should be left out of the next epoch, empty where nothing is."""

    staff_id: bytes
    name: str
    since: date
    public: PublicIdentity
    due: str = ""


@dataclass(frozen=True, slots=True)
class KeyState:
    """A unit's keys. `mark` is of the roster shown, empty where none verifies; `left` of `total` rows are to reseal."""

    unit: str
    epochs: tuple[EpochLine, ...]
    members: tuple[MemberLine, ...]
    due: tuple[Due, ...]
    mark: str
    left: int
    total: int

    @property
    def asks_for_a_new_key(self) -> bool:
        """Whether the next step is another epoch."""
        return any(one.kind in ("disabled", "new_key", "unknown", "recovered") for one in self.due)


async def read(work: LedgerWork, unit: str, now: datetime, keyring: Keyring | None = None) -> KeyState:
    """Everything about one unit's keys; raises `NotFound` for an unknown unit."""
    await work.units.get(unit)
    policy = await policy_book.current(work)
    rows = [row for row in await work.unit_keys.of_unit(unit) if _is_ours(row, policy, unit)]
    roster = await _roster(work, unit, keyring)
    members = await _members(work, roster)
    named = policy.document.find(unit) if policy else None
    left = await resealing.left(work, named) if named else 0
    lines = tuple([await _line(work, row, policy, now) for row in rows])
    due = (*_leavers(members), *await _recovered(work, unit, rows), *_steps(lines, left))
    mark = rotation.mark_of(roster) if roster else ""
    return KeyState(unit, lines, members, due, mark, left, sum(line.holds for line in lines))


async def units_with_something_due(work: LedgerWork, units: Sequence[str], now: datetime) -> list[str]:
    """Those of these units that have a key and something to do about it."""
    return [unit for unit in units if (await read(work, unit, now)).due]


def _is_ours(row: UnitKey, policy: Policy | None, unit: str) -> bool:
    """Vouched for, or left behind by a later epoch that is; a row that somebody put in above all others is neither."""
    newest = epochs.newest_named(policy, unit)
    return newest == 0 or row.epoch < newest or epochs.is_vouched_for(row, policy)


async def _roster(work: LedgerWork, unit: str, keyring: Keyring | None) -> Roster | None:
    try:
        return await rosters.current(work, unit, keyring if keyring and keyring.is_open else None)
    except (VaultError, NotFound, NotAllowed):
        return None


async def _members(work: LedgerWork, roster: Roster | None) -> tuple[MemberLine, ...]:
    found = []
    for one in roster.members if roster else ():
        staff = (await work.staff.many([one.staff_id])).get(one.staff_id)
        name = staff.name if staff else one.staff_id.hex()[:8]
        found.append(MemberLine(one.staff_id, name, one.since, one.public, await _why_out(work, one, staff)))
    return tuple(found)


async def _why_out(work: LedgerWork, member: Member, staff: Staff | None) -> str:
    if staff is None:
        return "unknown"
    if staff.disabled_at is not None:
        return "disabled"
    keys = await work.staff.keys(staff.id)
    return "new_key" if keys is None or keys.public_identity != member.public.data else ""


async def _line(work: LedgerWork, row: UnitKey, policy: Policy | None, now: datetime) -> EpochLine:
    facts = await erasing.facts_of(work, row.unit_id, row.epoch)
    state = _state(row, policy)
    waits = erasing.reasons_to_wait(facts, now) if state in ("older", "left") else ()
    staff = (await work.staff.many([row.made_by])).get(row.made_by)
    fingerprint = PublicIdentity(row.public_identity).id.hex()[:32]
    return EpochLine(
        row.epoch, state, row.created_at, staff.name if staff else "", fingerprint, facts.rows, tuple(waits),
        row.erased_at,
    )  # fmt: skip


def _state(row: UnitKey, policy: Policy | None) -> str:
    """Where an epoch stands."""
    named = policy.document.find(row.unit_id) if policy else None
    current = named.current.epoch if named else 0
    if row.erased_at is not None:
        return "erased"
    if row.epoch == current:
        return "current"
    if row.epoch > current:
        return "prepared"
    return "older" if policy and (row.unit_id, row.epoch) in policy.named else "left"


def _leavers(members: Sequence[MemberLine]) -> list[Due]:
    return [Due(one.due, one.name) for one in members if one.due]


async def _recovered(work: LedgerWork, unit: str, rows: Sequence[UnitKey]) -> list[Due]:
    """Used pages ask for another key, since whoever saw two of them holds this one, and for other pages."""
    used = await work.access.page(None, AccessFilter(kinds=(AccessKind.UNIT_RECOVERED,), unit_id=unit), limit=1)
    if not used or not rows:
        return []
    confirmed = [row.pages_confirmed_at for row in rows if row.pages_confirmed_at]
    due = [Due("recovered")] if rows[-1].created_at <= used[0].at else []
    return [*due, *([Due("new_pages")] if max(confirmed, default=used[0].at) <= used[0].at else [])]


def _steps(lines: Sequence[EpochLine], left: int) -> list[Due]:
    """Where the rotation under way stands. A unit's very first epoch is set-up's own matter."""
    found = []
    newest = lines[-1] if lines else None
    if newest is not None and newest.state == "prepared" and len(lines) > 1:
        found.append(Due("publish", epoch=newest.epoch))
    if left:
        found.append(Due("reseal", count=left))
    found += [Due("erase", epoch=one.epoch) for one in lines if one.state in ("older", "left") and not one.waits]
    return found

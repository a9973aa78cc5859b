"""Rosters in the ledger: read and verified, begun by a unit's first member, grown by one newcomer at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from admin import access, policy_book
from admin.access import AccessKind
from admin.keyring import Keyring
from admin.setup import epochs
from storage.access import AccessFilter
from storage.errors import AlreadyDone, NotFound, RosterRefused, RosterRolledBack, StaleVersion
from storage.tables.ledger import Roster as RosterRow
from storage.tables.ledger import UnitKey
from storage.unit_of_work import LedgerWork
from storage.vault.chain import read_entry
from storage.vault.policy import Policy
from storage.vault.roster import (
    Member,
    Roster,
    SignedRoster,
    check_growth,
    names_no_policy,
    read_roster,
    sign_roster,
)
from storage.vault.seeds import KeyPair, PublicIdentity

_ENTRIES: Final = 10_000
"""More rosters than a unit ever signs: one an admission."""


async def current(work: LedgerWork, unit: str, keyring: Keyring | None = None) -> Roster:
    """The roster in force, verified with the unit's key as the policy names it, and grown without loss.

    For an epoch that no policy names yet it is the key that `keyring` opens, whose founder signed it, or the one that
    the epoch before endorsed: no row alone says what it is. Raises `NotFound` before there is one, `RosterRefused`
    where a stored one does not verify.
    """
    policy = await policy_book.current(work)
    key = await epochs.newest(work, unit, policy)
    if key is None:
        raise NotFound("this unit has no roster yet")
    public = _named(policy, unit, key.epoch)
    if public is None:
        public = _unnamed(key, keyring)
    return await of_epoch(work, unit, key.epoch, public)


async def of_epoch(work: LedgerWork, unit: str, epoch: int, public: PublicIdentity) -> Roster:
    """The last roster of one epoch, verified with that epoch's key. Raises `RosterRefused`."""
    rows = [row for row in await work.rosters.of_unit(unit) if row.epoch == epoch]
    read = [read_roster(SignedRoster(row.body, row.signature), unit, epoch, public) for row in rows]
    if not read:
        raise RosterRefused("a unit with a key has no roster")
    for older, newer in pairwise(read):
        check_growth(older, newer)
    await _check_newest(work, read[-1])
    return read[-1]


async def begin(work: LedgerWork, unit: str, pair: KeyPair, first: Member, now: datetime) -> Roster:
    """The first roster of the first epoch, with its maker alone on it."""
    version, first_policy = await _policy(work)
    roster = Roster(unit, 1, 1, version, first_policy, (first,))
    await _store(work, roster, pair, first.staff_id, now)
    return roster


async def begin_next(
    work: LedgerWork, older: Roster, epoch: int, pair: KeyPair, members: Sequence[Member], staff_id: bytes,
    now: datetime,
) -> Roster:  # fmt: skip
    """The first roster of a later epoch; `members` are those of `older`, a roster that verified, who stay."""
    version, first_policy = await _policy(work)
    roster = Roster(older.unit, epoch, 1, version, first_policy, tuple(members))
    await _store(work, roster, pair, staff_id, now)
    return roster


async def grow(work: LedgerWork, roster: Roster, pair: KeyPair, newcomer: Member, now: datetime) -> Roster:
    """The next roster, one member longer; raises `RosterRefused` for somebody on it, `StaleVersion` if overtaken."""
    version, first_policy = await _policy(work)
    grown = roster.with_member(newcomer, version, first_policy)
    await _store(work, grown, pair, newcomer.admitted_by, now)
    return grown


async def renew(work: LedgerWork, unit: str, staff_id: bytes, keyring: Keyring, now: datetime) -> None:
    """Sign again, under policy 1, a roster from before it; nothing where that was done or no policy names the unit.

    Raises as `current`, and `StaleVersion` where another session was faster.
    """
    if not await is_from_before(work, unit):
        return
    roster = await current(work, unit, keyring)
    version, first_policy = await _policy(work)
    await _store(work, roster.renewed(version, first_policy), keyring.unit_pair(unit, roster.epoch), staff_id, now)


async def is_from_before(work: LedgerWork, unit: str) -> bool:
    """Whether the unit's newest roster names no policy 1 although a policy names the unit. What it reads is a row."""
    row, policy = await work.rosters.newest(unit), await policy_book.current(work)
    return row is not None and _named(policy, unit, row.epoch) is not None and names_no_policy(row.body)


async def _check_newest(work: LedgerWork, roster: Roster) -> None:
    """Against an older roster put back, and against one that stands on another chain of policies."""
    if roster.first_policy not in (b"", await policy_book.first_fingerprint(work)):
        raise RosterRefused("a roster stands on another first policy")
    known = AccessFilter(kinds=(AccessKind.ROSTER_SIGNED,), unit_id=roster.unit)
    for row in await work.access.page(None, known, limit=_ENTRIES):
        entry = read_entry(row.body)
        epoch, _, counter = entry.details.partition(":")
        if entry.unit == roster.unit and epoch == str(roster.epoch) and int(counter) > roster.counter:
            raise RosterRolledBack("the newest roster of this unit is gone")


async def _store(work: LedgerWork, roster: Roster, pair: KeyPair, staff_id: bytes, now: datetime) -> None:
    signed = sign_roster(roster, pair)
    row = RosterRow(
        unit_id=roster.unit, epoch=roster.epoch, counter=roster.counter,
        body=signed.body, signature=signed.signature, created_at=now,
    )  # fmt: skip
    try:
        await work.rosters.add(row)
    except AlreadyDone:
        raise StaleVersion(roster.counter - 1, roster.counter, ("roster",)) from None
    details = f"{roster.epoch}:{roster.counter}"
    await access.record(work, AccessKind.ROSTER_SIGNED, unit=roster.unit, details=details, actor=staff_id, at=now)


async def _policy(work: LedgerWork) -> tuple[int, bytes]:
    policy = await policy_book.current(work)
    return (policy.version if policy else 0), await policy_book.first_fingerprint(work)


def _unnamed(key: UnitKey, keyring: Keyring | None) -> PublicIdentity:
    if keyring is not None:
        return keyring.unit_pair(key.unit_id, key.epoch).public
    if key.endorsed is None:
        raise RosterRefused("no policy names this unit's key yet")
    return PublicIdentity(key.public_identity)


def _named(policy: Policy | None, unit: str, epoch: int) -> PublicIdentity | None:
    found = policy.document.find(unit) if policy else None
    return next((one.public for one in found.epochs if one.epoch == epoch), None) if found else None

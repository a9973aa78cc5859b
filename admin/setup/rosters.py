"""Rosters in the ledger: read and verified, begun by a unit's first member, grown by one newcomer at a time."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from admin import policy_book
from admin.keyring import Keyring
from storage.errors import AlreadyDone, NotFound, RosterRefused, StaleVersion
from storage.tables.ledger import Roster as RosterRow
from storage.unit_of_work import LedgerWork
from storage.vault.policy import Policy
from storage.vault.roster import Member, Roster, SignedRoster, check_growth, read_roster, sign_roster
from storage.vault.seeds import KeyPair, PublicIdentity


async def current(work: LedgerWork, unit: str, keyring: Keyring | None = None) -> Roster:
    """The roster in force, verified with the unit's key as the policy names it, and grown without loss.

    For an epoch that no policy names yet it is the key that `keyring` opens, whose founder signed it: no row says what
    it is. Raises `NotFound` before there is one, `RosterRefused` where a stored one does not verify.
    """
    key = await work.unit_keys.newest(unit)
    if key is None:
        raise NotFound("this unit has no roster yet")
    public = _named(await policy_book.current(work), unit, key.epoch)
    if public is None:
        if keyring is None:
            raise RosterRefused("no policy names this unit's key yet")
        public = keyring.unit_pair(unit, key.epoch).public
    rows = [row for row in await work.rosters.of_unit(unit) if row.epoch == key.epoch]
    read = [read_roster(SignedRoster(row.body, row.signature), unit, key.epoch, public) for row in rows]
    if not read:
        raise RosterRefused("a unit with a key has no roster")
    for older, newer in pairwise(read):
        check_growth(older, newer)
    return read[-1]


async def begin(work: LedgerWork, unit: str, pair: KeyPair, first: Member, now: datetime) -> Roster:
    """The first roster of the first epoch, with its maker alone on it."""
    version, first_policy = await _policy(work)
    roster = Roster(unit, 1, 1, version, first_policy, (first,))
    await _store(work, roster, pair, now)
    return roster


async def grow(work: LedgerWork, roster: Roster, pair: KeyPair, newcomer: Member, now: datetime) -> Roster:
    """The next roster, one member longer; raises `RosterRefused` for somebody on it, `StaleVersion` if overtaken."""
    version, first_policy = await _policy(work)
    grown = roster.with_member(newcomer, version, first_policy)
    await _store(work, grown, pair, now)
    return grown


async def _store(work: LedgerWork, roster: Roster, pair: KeyPair, now: datetime) -> None:
    signed = sign_roster(roster, pair)
    row = RosterRow(
        unit_id=roster.unit, epoch=roster.epoch, counter=roster.counter,
        body=signed.body, signature=signed.signature, created_at=now,
    )  # fmt: skip
    try:
        await work.rosters.add(row)
    except AlreadyDone:
        raise StaleVersion(roster.counter - 1, roster.counter, ("roster",)) from None


async def _policy(work: LedgerWork) -> tuple[int, bytes]:
    policy = await policy_book.current(work)
    return (policy.version if policy else 0), await policy_book.first_fingerprint(work)


def _named(policy: Policy | None, unit: str, epoch: int) -> PublicIdentity | None:
    found = policy.document.find(unit) if policy else None
    return next((one.public for one in found.epochs if one.epoch == epoch), None) if found else None

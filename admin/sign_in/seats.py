"""Which sealed seeds a member's session may open, and what vouches for the key behind each.

A key that the chain of policies has named needs no other word. Before that the row alone would say whose it is, so the
signature of the member who made it goes along and is checked before anything opens.
"""

from __future__ import annotations

from admin.keyring import Founding, Keyring, OldSeat, Seat
from admin.setup import epochs
from storage.errors import RosterRefused, SealBroken
from storage.tables.ledger import UnitKey, UnitSeed
from storage.unit_of_work import LedgerWork
from storage.vault.policy import Policy
from storage.vault.roster import Member, Roster, SignedRoster, read_roster
from storage.vault.seeds import PublicIdentity


async def keyring_of(work: LedgerWork, staff_id: bytes, policy: Policy | None) -> Keyring:
    """The member's seats; one that nothing vouches for is left out, as if they were no member of that unit."""
    named = policy.named if policy else {}
    seats, old = [], []
    for mine in await work.seeds.of_staff(staff_id):
        public = named.get((mine.unit_id, mine.epoch))
        seat = Seat(mine.unit_id, mine.epoch, public, mine.sealed) if public else await _fresh(work, mine, policy)
        if seat is not None:
            seats.append(seat)
    held = {(seat.unit, seat.epoch) for seat in seats}
    for unit in sorted({seat.unit for seat in seats}):
        for row in await work.seeds.old(unit):
            public = named.get((unit, row.epoch))
            if public is not None and ((unit, row.sealed_to_epoch) in held or (unit, row.sealed_to_epoch) in named):
                old.append(OldSeat(unit, row.epoch, public, row.sealed_to_epoch, row.sealed))
    return Keyring(None, seats, old)


async def _fresh(work: LedgerWork, mine: UnitSeed, policy: Policy | None) -> Seat | None:
    """A seat in an epoch that no policy names yet, with what its founder signed."""
    key = await work.unit_keys.get(mine.unit_id, mine.epoch)
    if key is None or key.founded is None:
        return None
    try:
        founding = await _next(work, key, mine.staff_id, policy) or await _founding(work, key, mine.staff_id)
        public = PublicIdentity(key.public_identity)
    except (RosterRefused, SealBroken):
        return None
    return Seat(mine.unit_id, mine.epoch, public, mine.sealed, founding)


async def _next(work: LedgerWork, key: UnitKey, staff_id: bytes, policy: Policy | None) -> Founding | None:
    """What vouches for a later epoch of a unit that a policy names; None for a unit that none names yet.

    The epoch before endorsed it, and its maker signed it with the key that a roster of a named epoch gives them.
    Somebody who left remembers the old seed and could endorse with it, so only the maker answers for the new key.
    """
    older = epochs.newest_named(policy, key.unit_id)
    if policy is None or older == 0:
        return None
    if not epochs.is_vouched_for(key, policy):
        raise RosterRefused("nothing vouches for this epoch")
    signature = key.founded or b""
    if key.made_by == staff_id:
        return Founding(key.made_by, signature)
    before = await _read(work, key.unit_id, older, policy.named[key.unit_id, older])
    now = await _read(work, key.unit_id, key.epoch, PublicIdentity(key.public_identity))
    founder, me = before.member(key.made_by), now.member(staff_id)
    if founder is None or me is None:
        raise RosterRefused("the maker or this member is on no roster")
    return Founding(key.made_by, signature, founder.public, me.public)


async def _founding(work: LedgerWork, key: UnitKey, staff_id: bytes) -> Founding:
    signature = key.founded or b""
    if key.made_by == staff_id:
        return Founding(key.made_by, signature)
    roster = await _read(work, key.unit_id, key.epoch, PublicIdentity(key.public_identity))
    founder, me = _admitted(roster, staff_id, key.made_by)
    return Founding(key.made_by, signature, founder.public, me.public)


async def _read(work: LedgerWork, unit: str, epoch: int, public: PublicIdentity) -> Roster:
    row = await work.rosters.newest(unit, epoch)
    if row is None:
        raise RosterRefused("a unit with a key has no roster")
    return read_roster(SignedRoster(row.body, row.signature), unit, epoch, public)


def _admitted(roster: Roster, staff_id: bytes, founder_id: bytes) -> tuple[Member, Member]:
    """The founder, and this member, who was admitted by somebody before them and so on up to the founder."""
    me = roster.member(staff_id)
    at = me
    for _ in roster.members:
        if me is None or at is None:
            break
        if at.staff_id == founder_id and at.admitted_by == founder_id:
            return at, me
        at = roster.member(at.admitted_by)
    raise RosterRefused("no admission leads from the founder to this member")

"""A unit's epochs that something vouches for: a policy names them, or the newest one that a policy names signed them.

Before a unit's first policy nothing but its founder's signature does, which the session that uses it checks. Any other
row is as if it were not there: whoever writes to the tables can put one in, sealed to everybody.
"""

from __future__ import annotations

from storage.errors import NotFound, SealBroken, SignatureBroken
from storage.tables.ledger import UnitKey
from storage.unit_of_work import LedgerWork
from storage.vault.policy import Policy
from storage.vault.seeds import PublicIdentity
from storage.vault.unit import check_endorsement


async def known(work: LedgerWork, unit: str, policy: Policy | None) -> list[UnitKey]:
    """The unit's epochs in rising order, without those that nothing vouches for."""
    rows = await work.unit_keys.of_unit(unit)
    if newest_named(policy, unit) == 0:
        return rows
    return [row for row in rows if is_vouched_for(row, policy)]


async def newest(work: LedgerWork, unit: str, policy: Policy | None) -> UnitKey | None:
    """The highest of them, None before the unit has a key."""
    found = await known(work, unit, policy)
    return found[-1] if found else None


async def required(work: LedgerWork, unit: str, policy: Policy | None) -> UnitKey:
    """As `newest`; raises `NotFound`."""
    found = await newest(work, unit, policy)
    if found is None:
        raise NotFound("this unit has no key yet")
    return found


def newest_named(policy: Policy | None, unit: str) -> int:
    """The highest epoch of the unit that the chain of policies ever named, 0 before there is one."""
    return max((epoch for name, epoch in (policy.named if policy else {}) if name == unit), default=0)


def is_vouched_for(row: UnitKey, policy: Policy | None) -> bool:
    """Whether a policy names exactly this key, or the newest epoch that one names endorsed it."""
    named = policy.named if policy else {}
    if (row.unit_id, row.epoch) in named:
        return named[row.unit_id, row.epoch].data == row.public_identity
    older = newest_named(policy, row.unit_id)
    if row.epoch <= older or row.endorsed is None:
        return False
    try:
        public = PublicIdentity(row.public_identity)
        check_endorsement(row.unit_id, row.epoch, public, row.endorsed, named[row.unit_id, older])
    except (KeyError, SealBroken, SignatureBroken):
        return False
    return True

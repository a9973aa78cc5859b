"""The policy in force: read from the ledger's own tables, believed only after every step of the chain verified.

A chain that verifies is not yet ours: whoever writes to the database can sign one with keys of their own. So it must
also hold every policy that this host has pinned, and be no older than what is known of it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from storage.errors import PolicyNotOurs, PolicyRefused
from storage.vault.policy import Pin, Policy, SignedPolicy, read_policy, verify_chain

if TYPE_CHECKING:
    from storage.unit_of_work import LedgerWork

_KEPT: Final = 8
_verified: OrderedDict[tuple[bytes, tuple[Pin, ...]], Policy] = OrderedDict()
"""Policies whose whole chain verified under these pins, by the hash of their bytes, which covers the predecessors."""
_WHY: Final = {
    "unpinned": "this machine does not know which policy is genuine: set XIANSUO_POLICY as custody reads it out",
    "other": "the tables hold another policy than this machine has pinned: stop, and bring back a backup",
    "older": "the tables hold an older policy than this machine has seen: bring the ledger back from its newest backup",
}


async def current(work: LedgerWork) -> Policy | None:
    """The newest policy, or None before the first.

    Raises `PolicyRefused` where the stored chain does not verify, `PolicyNotOurs` where it is not the pinned one.
    """
    head = await work.policies.newest()
    policy = await _believed(work, SignedPolicy(head.body, b"", b"").fingerprint) if head is not None else None
    version = policy.version if policy else 0
    if version < max((pin.version for pin in work.pins), default=0):
        raise not_ours("older")
    return policy


async def required(work: LedgerWork) -> Policy:
    """As `current`, but raises `PolicyRefused` before the first policy."""
    policy = await current(work)
    if policy is None:
        raise PolicyRefused("there is no policy yet")
    return policy


async def chain(work: LedgerWork) -> list[Policy]:
    """Every policy from the first on, oldest first, believed as `current` is; empty before there is one."""
    if await current(work) is None:
        return []
    return verify_chain(await work.policies.chain())


async def first_fingerprint(work: LedgerWork) -> bytes:
    """The fingerprint of policy 1, hashed from its bytes, empty before it: rosters carry it."""
    chain = await work.policies.after(0, limit=1)
    return read_policy(chain[0].body).fingerprint if chain else b""


def check_pins(policies: Sequence[Policy], pins: Sequence[Pin]) -> None:
    """Raise `PolicyNotOurs` unless every pin stands in this verified chain; a pin beyond its end is `older`."""
    if policies and not pins:
        raise not_ours("unpinned")
    for pin in pins:
        if pin.version > len(policies):
            raise not_ours("older")
        if policies[pin.version - 1].fingerprint != pin.fingerprint:
            raise not_ours("other")


def not_ours(reason: str) -> PolicyNotOurs:
    """The error of a reason, with the operator's sentence."""
    return PolicyNotOurs(reason, _WHY[reason])


def forget() -> None:
    """Verify anew from the tables at the next call."""
    _verified.clear()


async def _believed(work: LedgerWork, head: bytes) -> Policy:
    known = _verified.get((head, work.pins))
    if known is not None:
        return known
    policies = verify_chain(await work.policies.chain())
    if policies[-1].fingerprint != head:
        raise PolicyRefused("the stored chain does not end in its newest policy")
    check_pins(policies, work.pins)
    _verified[head, work.pins] = policies[-1]
    while len(_verified) > _KEPT:
        _verified.popitem(last=False)
    return policies[-1]

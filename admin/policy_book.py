"""The policy in force, read from the ledger's own tables and believed only after every step of the chain verified."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from storage.errors import PolicyRefused
from storage.vault.policy import Policy, SignedPolicy, verify_chain

if TYPE_CHECKING:
    from storage.unit_of_work import LedgerWork

_KEPT: Final = 8
_verified: OrderedDict[tuple[int, bytes], Policy] = OrderedDict()
"""Policies whose whole chain verified, by version and fingerprint. The fingerprint covers body and predecessors."""


async def current(work: LedgerWork) -> Policy | None:
    """The newest policy, or None before the first. Raises `PolicyRefused` where the stored chain does not verify."""
    head = await work.policies.newest()
    if head is None:
        return None
    known = _verified.get((head.version, head.fingerprint))
    if known is not None:
        return known
    chain = await work.policies.after(0)
    policies = verify_chain([SignedPolicy(row.body, row.office_signature, row.custody_signature) for row in chain])
    if not policies or (policies[-1].version, policies[-1].fingerprint) != (head.version, head.fingerprint):
        raise PolicyRefused("the stored chain does not end in its newest policy")
    _remember(policies[-1])
    return policies[-1]


async def required(work: LedgerWork) -> Policy:
    """As `current`, but raises `PolicyRefused` before the first policy."""
    policy = await current(work)
    if policy is None:
        raise PolicyRefused("there is no policy yet")
    return policy


async def first_fingerprint(work: LedgerWork) -> bytes:
    """The fingerprint of policy 1, empty before it: rosters carry it."""
    chain = await work.policies.after(0, limit=1)
    return chain[0].fingerprint if chain else b""


def _remember(policy: Policy) -> None:
    _verified[policy.version, policy.fingerprint] = policy
    while len(_verified) > _KEPT:
        _verified.popitem(last=False)

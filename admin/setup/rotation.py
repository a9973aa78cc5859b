"""Rotation, first step: the next epoch of a unit's key, made in a member's session for those who stay.

One transaction makes the seed, seals it to everybody who stays with the keys that the verified roster gives, seals the
old seed to the new epoch, has the old key endorse the new one, and begins the new roster. From the next policy on
everything is sealed to the new epoch; `resealing` brings over what lies under the old one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from admin import access, policy_book
from admin.access import AccessKind
from admin.leads.indexing import seal_on
from admin.services import Services
from admin.setup import epochs, rosters
from admin.signed import Signed
from storage.errors import BadInput, NotAllowed, SignatureBroken, StaleVersion
from storage.tables.ledger import UnitKey
from storage.unit_of_work import LedgerWork
from storage.vault.index import Holder
from storage.vault.policy import Policy
from storage.vault.roster import Member, Roster
from storage.vault.seeds import KeyPair, PublicIdentity
from storage.vault.unit import (
    check_recovery,
    endorse_epoch,
    seal_for_recovery,
    seal_old_seed,
    seal_unit_seed,
    sign_founding,
)


@dataclass(frozen=True, slots=True)
class Staying:
    """What a member confirms: the roster that was shown (`mark`), and who of it stays, by staff id."""

    mark: str
    ids: frozenset[bytes]


def mark_of(roster: Roster) -> str:
    """What says that a roster is still the one that was shown."""
    return f"{roster.epoch}:{roster.counter}"


@dataclass(frozen=True, slots=True)
class _Step:
    """From the newest epoch that a policy names to the next, with both pairs open."""

    unit: str
    base: int
    old: KeyPair
    epoch: int
    new: KeyPair


async def prepare(services: Services, signed: Signed, unit: str, staying: Staying, now: datetime) -> int:
    """Make the unit's next epoch for those who stay; returns its number. `signed` has the member's own pair open.

    An epoch made before that no policy names is left behind, and open proposals are withdrawn. Raises `NotAllowed`,
    `BadInput` where oneself would go or no policy names the unit yet, `StaleVersion` where the roster changed since.
    """
    if unit not in signed.member.units:
        raise NotAllowed("only a member changes the unit's key")
    async with services.ledger.begin() as work:
        await withdraw_proposals(work)
        roster = await rosters.current(work, unit, signed.keyring)
        _check(roster, signed, staying)
        members = [one for one in roster.members if one.staff_id in staying.ids]
        return await make_next(work, signed, roster, members, signed.keyring.own, now)


async def withdraw_proposals(work: LedgerWork) -> None:
    """Before the policy is read that an epoch follows: what is still signed after this does not come into force."""
    for proposal in await work.proposals.open():
        await work.proposals.withdraw(proposal.id)


async def make_next(
    work: LedgerWork, signed: Signed, roster: Roster, members: Sequence[Member], maker: KeyPair, now: datetime
) -> int:
    """The next epoch for `members`, signed by its maker's pair: the caller has decided who they are, by `roster`.

    `signed` opens the epoch in force. `maker` is their own pair, or the one that takes its place with this very
    transaction. Raises `BadInput` where no policy names the unit yet.
    """
    unit, staying = roster.unit, {one.staff_id for one in members}
    policy = await policy_book.required(work)
    step = await _step(work, signed, unit, epochs.newest_named(policy, unit))
    await work.unit_keys.add(await _row(work, signed, policy, step, maker, now))
    await _seal(work, step, members)
    await rosters.begin_next(work, roster, step.epoch, step.new, members, signed.member.staff_id, now)
    await _let_go(work, unit, [one.staff_id for one in roster.members if one.staff_id not in staying], now)
    await access.record(work, AccessKind.EPOCH_PREPARED, signed, unit=unit, details=str(step.epoch), at=now)
    return step.epoch


async def _step(work: LedgerWork, signed: Signed, unit: str, base: int) -> _Step:
    if base == 0:
        raise BadInput("keys.error.no_policy")
    taken = max(row.epoch for row in await work.unit_keys.of_unit(unit))
    return _Step(unit, base, signed.keyring.unit_pair(unit, base), taken + 1, KeyPair.generate())


def _check(roster: Roster, signed: Signed, staying: Staying) -> None:
    """Nobody comes in by a rotation, and nobody leaves a unit to others by leaving it."""
    if mark_of(roster) != staying.mark:
        raise StaleVersion(0, roster.counter, ("roster",))
    if signed.member.staff_id not in staying.ids:
        raise BadInput("keys.error.oneself")
    me = roster.member(signed.member.staff_id)
    if me is None or me.public != signed.keyring.own.public:
        raise NotAllowed("the roster does not name this member's key")
    if not staying.ids <= {one.staff_id for one in roster.members}:
        raise BadInput("keys.error.not_on_roster")


async def _row(work: LedgerWork, signed: Signed, policy: Policy, step: _Step, maker: KeyPair, now: datetime) -> UnitKey:
    before = await work.unit_keys.get(step.unit, step.base)
    pages, confirmed_at = _pages(before, policy, step)
    return UnitKey(
        unit_id=step.unit, epoch=step.epoch, public_identity=step.new.public.data,
        recovery_public=pages.data,
        recovery_sealed_seed=seal_for_recovery(step.unit, step.epoch, step.new, pages),
        pages_confirmed_at=confirmed_at or now, created_at=now, made_by=signed.member.staff_id,
        founded=sign_founding(step.unit, step.epoch, step.new.public, signed.member.staff_id, maker),
        endorsed=endorse_epoch(step.unit, step.epoch, step.new.public, step.old),
    )  # fmt: skip


def _pages(before: UnitKey | None, policy: Policy, step: _Step) -> tuple[PublicIdentity, datetime | None]:
    """The unit's pages: newer ones that were typed back and that the old key signed, else those of the policy."""
    if before is not None and before.pages_confirmed_at and before.recovery_public and before.recovery_sealed_seed:
        pages = PublicIdentity(before.recovery_public)
        try:
            check_recovery(step.unit, step.base, before.recovery_sealed_seed, pages, step.old.public)
        except SignatureBroken:
            pass
        else:
            return pages, before.pages_confirmed_at
    named = policy.document.find(step.unit)
    if named is None:
        raise BadInput("keys.error.no_policy")
    return PublicIdentity(named.recovery_public), None


async def _seal(work: LedgerWork, step: _Step, members: Sequence[Member]) -> None:
    """The new seed to everybody who stays; the old one, and the index keys that it opens, to the new epoch."""
    for member in members:
        sealed = seal_unit_seed(step.unit, step.epoch, step.new, member.public)
        await work.seeds.put(step.unit, step.epoch, member.staff_id, sealed)
    sealed = seal_old_seed(step.unit, step.base, step.old, step.new.public)
    await work.seeds.put_old(step.unit, step.base, step.epoch, sealed)
    await seal_on(work, step.unit, Holder(step.base, step.old), Holder(step.epoch, step.new))


async def _let_go(work: LedgerWork, unit: str, leavers: Collection[bytes], now: datetime) -> None:
    back = {row.staff_id for row in await work.memberships.waiting(unit)}
    for staff_id in leavers:
        await work.seeds.drop(unit, staff_id)
        if staff_id not in back:
            await work.memberships.set(unit, staff_id, "left", now)

"""What a member's new staff key does to their units: colleagues admit it anew, or it takes the unit's next epoch along.

Whoever knows the old password and has this host's disk holds the old staff key, and with it the seed of every epoch
sealed to it. So each unit owes a rotation. Where a colleague can make it, they do, and admit the new key by the code
that its owner reads out: an account that a stranger has renewed comes in nowhere. Where nobody else could, the
member's own session makes the next epoch in the same transaction, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from admin import policy_book
from admin.setup import epochs, rosters, rotation
from admin.signed import Signed
from storage.errors import BadInput
from storage.unit_of_work import LedgerWork
from storage.vault.roster import Member, Roster
from storage.vault.seeds import KeyPair


@dataclass(frozen=True, slots=True)
class Standing:
    """Unit ids: `waits` where a colleague rotates and admits, `alone` where the member's own session rotates."""

    waits: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


async def standing(work: LedgerWork, signed: Signed) -> Standing:
    """What a new key would mean now. Raises `BadInput` where a unit has a key that no policy names yet."""
    active = {one.id for one in await work.staff.all() if one.disabled_at is None}
    found: dict[bool, list[str]] = {True: [], False: []}
    for unit in signed.member.units:
        if await _is_founded(work, unit):
            found[await _has_others(work, signed, await rosters.current(work, unit), active)].append(unit)
    return Standing(tuple(found[True]), tuple(found[False]))


async def take_along(work: LedgerWork, signed: Signed, new: KeyPair, day: date, now: datetime) -> None:
    """Bring the member's units over to their new pair; `signed` has the old one open. Raises as `standing`.

    Who else could rotate is decided under a lock: of the last two members only one finds a colleague.
    """
    await work.staff.held()
    if signed.member.units:
        await rotation.withdraw_proposals(work)
    found = await standing(work, signed)
    for unit in found.waits:
        await work.seeds.drop(unit, signed.member.staff_id)
        await work.memberships.set(unit, signed.member.staff_id, "renewing", now)
    for unit in found.alone:
        await _go_on_alone(work, signed, unit, new, day, now)
    await work.bars.look_again_for(signed.member.staff_id)


async def _is_founded(work: LedgerWork, unit: str) -> bool:
    """Whether there is a key to lose."""
    policy = await policy_book.current(work)
    if await epochs.newest(work, unit, policy) is None:
        return False
    if epochs.newest_named(policy, unit) == 0:
        raise BadInput("account.error.no_policy", name=(await work.units.get(unit)).name)
    return True


async def _has_others(work: LedgerWork, signed: Signed, roster: Roster, active: Collection[bytes]) -> bool:
    """Whether anybody else of the roster could make the next epoch: active, a member, and with the key it names."""
    joined = {row.staff_id for row in await work.memberships.of_unit(roster.unit)} & set(active)
    for one in roster.members:
        if one.staff_id in joined - {signed.member.staff_id}:
            keys = await work.staff.keys(one.staff_id)
            if keys is not None and keys.public_identity == one.public.data:
                return True
    return False


async def _go_on_alone(work: LedgerWork, signed: Signed, unit: str, new: KeyPair, day: date, now: datetime) -> None:
    """The next epoch for the new pair alone. It opens the older ones, as every epoch does; their seats go."""
    roster = await rosters.current(work, unit)
    await work.seeds.drop(unit, signed.member.staff_id)
    me = Member(signed.member.staff_id, new.public, signed.member.staff_id, day)
    await rotation.make_next(work, signed, roster, [me], new, now)

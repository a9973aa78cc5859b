"""Who asks and who of custody acts, by signed rosters alone: no row says whose key something is sealed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from admin import policy_book
from admin.roles import Role
from admin.setup import rosters
from storage.errors import AccessRefused, NotAllowed, RosterRefused
from storage.tables.ledger import Staff
from storage.unit_of_work import LedgerWork
from storage.vault.policy_document import UnitKind
from storage.vault.roster import Member, Roster, SignedRoster, read_roster

if TYPE_CHECKING:
    from admin.signed import Signed


async def custody_roster(work: LedgerWork) -> Roster:
    """Custody's roster in force. Raises `PolicyRefused`, `RosterRefused`."""
    policy = await policy_book.required(work)
    return await rosters.current(work, policy.document.only(UnitKind.CUSTODY).id)


async def asker(work: LedgerWork, unit: str, staff_id: bytes) -> Member:
    """A member of a unit that may hold leads, as its roster gives them. Raises `AccessRefused`, `RosterRefused`.

    Whoever was disabled or has left asks for nothing any more, although their epoch's roster still names them. Nor
    does somebody whom custody's roster names too, by account or by key.
    """
    custody = await custody_roster(work)
    member = (await rosters.current(work, unit)).member(staff_id) if unit != custody.unit else None
    if member is None or not await _is_at_work(work, unit, staff_id):
        raise AccessRefused("who asks is no member of a unit that handles leads")
    if any(staff_id == one.staff_id or member.public == one.public for one in custody.members):
        raise AccessRefused("one person would hold both locks")
    return member


async def custodian(work: LedgerWork, staff_id: bytes) -> Member:
    """A custodian, as custody's roster gives them. Raises `AccessRefused`, `RosterRefused`."""
    custody = await custody_roster(work)
    member = custody.member(staff_id)
    if member is None or not await _is_at_work(work, custody.unit, staff_id):
        raise AccessRefused("this person is no custodian")
    return member


def myself(signed: Signed, member: Member) -> Member:
    """`member` if this session's key is theirs; raises `AccessRefused` where the roster names another key."""
    if (member.staff_id, member.public) != (signed.member.staff_id, signed.keyring.own.public):
        raise AccessRefused("the roster names another key for this member")
    return member


async def custodian_here(work: LedgerWork, signed: Signed) -> Member:
    """The signed-in custodian, whose password has opened the key. Raises `NotAllowed` for everybody else."""
    if not signed.member.may(Role.CUSTODIAN):
        raise NotAllowed("custodians decide on identities")
    return myself(signed, await custodian(work, signed.member.staff_id))


async def custodians(work: LedgerWork) -> list[tuple[bytes, str]]:
    """Ids and names of those who may be asked to call, by name."""
    custody = await custody_roster(work)
    joined = {row.staff_id for row in await work.memberships.of_unit(custody.unit)}
    known = await work.staff.many([one.staff_id for one in custody.members if one.staff_id in joined])
    able = [staff for staff in known.values() if _may_keep(staff)]
    return sorted(((staff.id, staff.name) for staff in able), key=lambda one: one[1])


async def custodian_ever(work: LedgerWork, staff_id: bytes) -> list[Member]:
    """Every seat that this person ever had on a roster of custody: for what they signed while they were there."""
    policy = await policy_book.required(work)
    return await seats_ever(work, policy.document.only(UnitKind.CUSTODY).id, staff_id)


async def seats_ever(work: LedgerWork, unit: str, staff_id: bytes) -> list[Member]:
    """Every seat that this person ever had on a roster of a unit, under keys that policies name."""
    policy = await policy_book.required(work)
    found: list[Member] = []
    for row in await work.rosters.of_unit(unit):
        key = policy.named.get((unit, row.epoch))
        if key is None:
            continue
        try:
            member = read_roster(SignedRoster(row.body, row.signature), unit, row.epoch, key).member(staff_id)
        except RosterRefused:
            continue
        if member is not None and member not in found:
            found.append(member)
    return found


def _may_keep(staff: Staff) -> bool:
    return staff.disabled_at is None and Role.CUSTODIAN.value in staff.roles


async def _is_at_work(work: LedgerWork, unit: str, staff_id: bytes) -> bool:
    known = await work.staff.many([staff_id])
    if staff_id not in known or known[staff_id].disabled_at is not None:
        return False
    return staff_id in {row.staff_id for row in await work.memberships.of_unit(unit)}

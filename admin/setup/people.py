"""Staff who stay or go: disabling, enabling, roles. Nobody loses a unit's last member or the last administrator."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from admin import access, policy_book
from admin.access import AccessKind
from admin.roles import Role, check_two_locks, roles_of
from admin.setup import in_flight
from admin.signed import Signed
from storage.errors import BadInput, NotAllowed
from storage.tables.ledger import Staff
from storage.unit_of_work import LedgerWork
from storage.vault.policy_document import UnitKind


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the staff list: the row, units by state, and whether the second factor is set."""

    staff: Staff
    joined: tuple[str, ...]
    waiting: tuple[str, ...]
    confirmed: bool


async def everybody(work: LedgerWork) -> list[Person]:
    """All members of staff, by name."""
    joined: dict[bytes, list[str]] = {}
    waiting: dict[bytes, list[str]] = {}
    for row in await work.memberships.all():
        if row.state != "left":
            (joined if row.state == "joined" else waiting).setdefault(row.staff_id, []).append(row.unit_id)
    confirmed = {keys.staff_id for keys in await work.staff.all_keys() if keys.totp_confirmed_at is not None}
    return [
        Person(one, tuple(joined.get(one.id, ())), tuple(waiting.get(one.id, ())), one.id in confirmed)
        for one in await work.staff.all()
    ]


async def disable(
    work: LedgerWork, signed: Signed, staff_id: bytes, now: datetime, successors: Mapping[str, bytes] | None = None
) -> bool:
    """Let somebody in no more: all their sessions end at once, and what they have under way ends too.

    `successors` gives by unit who is to take over their leads; the unit itself assigns them. Raises `NotAllowed`,
    `BadInput`. Where it returns True, shares were erased: on SQLite call `database.truncate_wal`. Their copies of unit
    seeds open only with their password and this host's wrap key; a rotation ends that too.
    """
    _only_sysadmin(signed)
    if staff_id == signed.member.staff_id:
        raise BadInput("staff.error.oneself")
    await work.staff.held()
    staff = await work.staff.get(staff_id)
    await _check_not_last(work, staff)
    if not await work.staff.disable(staff_id, now):
        return False
    await work.sessions.end_all(staff_id, now)
    await work.devices.forget(staff_id)
    await access.record(work, AccessKind.STAFF_DISABLED, signed, details=staff_id.hex(), at=now)
    for unit, successor in sorted((successors or {}).items()):
        await _propose(work, signed, unit, staff_id, successor, now)
    return await in_flight.end(work, signed, staff_id, now)


async def colleagues(work: LedgerWork, staff_id: bytes) -> dict[str, list[Staff]]:
    """By unit that may hold leads: who else belongs to it and is not disabled, by name."""
    found = {}
    for unit in await work.memberships.units_of(staff_id):
        if UnitKind((await work.units.get(unit)).kind) is not UnitKind.CUSTODY:
            others = [row.staff_id for row in await work.memberships.of_unit(unit) if row.staff_id != staff_id]
            active = [one for one in (await work.staff.many(others)).values() if one.disabled_at is None]
            found[unit] = sorted(active, key=lambda one: (one.name, one.id))
    return found


async def _propose(
    work: LedgerWork, signed: Signed, unit: str, staff_id: bytes, successor: bytes, now: datetime
) -> None:
    if successor not in {one.id for one in (await colleagues(work, staff_id)).get(unit, [])}:
        raise BadInput("staff.error.successor")
    await work.leavers.propose(unit, staff_id, successor)
    await access.record(work, AccessKind.SUCCESSOR_NAMED, signed, unit=unit, details=successor.hex(), at=now)


async def enable(work: LedgerWork, signed: Signed, staff_id: bytes, now: datetime) -> None:
    """Let a disabled member in again."""
    _only_sysadmin(signed)
    if await work.staff.enable(staff_id):
        await work.leavers.forget(staff_id)
        await access.record(work, AccessKind.STAFF_ENABLED, signed, details=staff_id.hex(), at=now)


async def set_roles(work: LedgerWork, signed: Signed, staff_id: bytes, roles: Collection[Role], now: datetime) -> None:
    """Change what somebody may do; roles open no key. Raises `NotAllowed`, `BadInput`.

    Nobody changes their own, except the first administrator while the office is being set up: then there is nobody
    else to ask, and no report that a role could lead to.
    """
    _only_sysadmin(signed)
    if staff_id == signed.member.staff_id and await policy_book.current(work) is not None:
        raise BadInput("staff.error.own_roles")
    if not roles:
        raise BadInput("staff.error.no_roles")
    staff = await work.staff.get(staff_id)
    rows = [row for row in await work.memberships.of_staff(staff_id) if row.state != "left"]
    check_two_locks(roles, [UnitKind((await work.units.get(row.unit_id)).kind) for row in rows])
    if Role.SYSADMIN in roles_of(staff.roles) and Role.SYSADMIN not in roles:
        await _check_not_last_sysadmin(work, staff)
    if Role.CUSTODIAN in roles and Role.CUSTODIAN not in roles_of(staff.roles):
        # A custodian's password is generated when the account is made, and cannot become so by a click.
        raise BadInput("staff.error.becomes_custodian")
    await work.staff.set_roles(staff_id, sorted(roles))
    details = f"{staff_id.hex()} {'+'.join(sorted(roles))}"
    await access.record(work, AccessKind.ROLES_CHANGED, signed, details=details, at=now)


async def _check_not_last(work: LedgerWork, staff: Staff) -> None:
    if Role.SYSADMIN in roles_of(staff.roles):
        await _check_not_last_sysadmin(work, staff)
    for unit in await work.memberships.units_of(staff.id):
        others = [row.staff_id for row in await work.memberships.of_unit(unit) if row.staff_id != staff.id]
        active = [one for one in (await work.staff.many(others)).values() if one.disabled_at is None]
        if not active:
            raise BadInput("staff.error.last_member", name=(await work.units.get(unit)).name)


async def _check_not_last_sysadmin(work: LedgerWork, staff: Staff) -> None:
    others = [one for one in await work.staff.held_with_role(Role.SYSADMIN.value) if one.id != staff.id]
    if not others:
        raise BadInput("staff.error.last_sysadmin")


def _only_sysadmin(signed: Signed) -> None:
    if not signed.member.may(Role.SYSADMIN):
        raise NotAllowed("only the system administrator does this")

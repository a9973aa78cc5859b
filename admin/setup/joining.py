"""Joining a unit: the newcomer reads out the key code of their own screen, a member types it.

What is sealed to the newcomer goes to the key whose code was typed, whatever any table says meanwhile.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime

from admin import access
from admin.access import AccessKind
from admin.roles import Role, check_two_locks, roles_of
from admin.services import Services
from admin.setup import rosters
from admin.signed import Signed
from kit import clock
from storage.errors import BadInput, NotAllowed, NotFound
from storage.tables.ledger import Staff
from storage.unit_of_work import LedgerWork
from storage.vault.policy_document import UnitKind
from storage.vault.roster import Member
from storage.vault.seeds import PublicIdentity
from storage.vault.unit import seal_unit_seed


def grouped(code: str) -> str:
    """A key code for reading aloud: four groups of four digits."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def digits_of(typed: str) -> str:
    """The digits of what was typed; blanks, dashes and full-width digits are fine."""
    return "".join(char for char in unicodedata.normalize("NFKC", typed) if char.isdigit())


async def own_code(services: Services, signed: Signed) -> str:
    """The key code of whoever is signed in, from their own opened seed and not from a row. Takes 0.2 s in the pool."""
    return await services.derive(signed.keyring.own.public.key_code)


async def ask_to_join(work: LedgerWork, signed: Signed, staff_id: bytes, unit: str, now: datetime) -> None:
    """Let somebody who has an account wait before a unit; the administrator's act, which opens nothing by itself."""
    if not signed.member.may(Role.SYSADMIN):
        raise NotAllowed("only the system administrator does this")
    staff = await work.staff.get(staff_id)
    await _check_locks(work, staff, unit)
    if unit in await work.memberships.units_of(staff_id):
        raise BadInput("staff.error.in_unit")
    await work.memberships.set(unit, staff_id, "waiting", now)
    await access.record(work, AccessKind.STAFF_ASKED_TO_JOIN, signed, unit=unit, at=now)


async def admit(services: Services, signed: Signed, unit: str, staff_id: bytes, typed_code: str, now: datetime) -> None:
    """Admit a waiting newcomer: the roster grows by them, and the unit's seed is sealed to their key.

    `signed` is a member whose own pair is open. Raises `BadInput` for a wrong code, `NotAllowed`, `NotFound`,
    `RosterRefused`, `StaleVersion`.
    """
    if unit not in signed.member.units:
        raise NotAllowed("only a member admits to this unit")
    async with services.ledger.read() as work:
        public = await _waiting_key(work, unit, staff_id)
    # The stretching is outside of any transaction; the key that was checked is the key that is sealed to.
    if digits_of(typed_code) != await services.derive(public.key_code):
        raise BadInput("staff.error.key_code")
    day = clock.local_day(now, services.settings.zone)
    async with services.ledger.begin() as work:
        await _check_locks(work, await work.staff.get(staff_id), unit)
        roster = await rosters.current(work, unit, signed.keyring)
        pair = signed.keyring.unit_pair(unit, roster.epoch)
        newcomer = Member(staff_id, public, signed.member.staff_id, day)
        await rosters.grow(work, roster, pair, newcomer, now)
        await work.seeds.put(unit, roster.epoch, staff_id, seal_unit_seed(unit, roster.epoch, pair, public))
        await work.memberships.set(unit, staff_id, "joined", now)
        # Leads that shut out another unit of the newcomer's are found in the newcomer's own next request.
        await work.bars.look_again_for(staff_id)
        await access.record(work, AccessKind.STAFF_ADMITTED, signed, unit=unit, details=staff_id.hex(), at=now)


async def waiting(work: LedgerWork, units: tuple[str, ...]) -> list[tuple[str, Staff]]:
    """Who waits before these units: (unit, member) with a confirmed second factor, the longest waiting first."""
    found = []
    for unit in units:
        for row in await work.memberships.of_unit(unit, "waiting"):
            staff, keys = await work.staff.get(row.staff_id), await work.staff.keys(row.staff_id)
            if staff.disabled_at is None and keys is not None and keys.totp_confirmed_at is not None:
                found.append((unit, staff))
    return found


async def _waiting_key(work: LedgerWork, unit: str, staff_id: bytes) -> PublicIdentity:
    waits = [row for row in await work.memberships.of_unit(unit, "waiting") if row.staff_id == staff_id]
    staff, keys = await work.staff.get(staff_id), await work.staff.keys(staff_id)
    if not waits or keys is None or staff.disabled_at is not None:
        raise NotFound("nobody waits here under this id")
    if keys.totp_confirmed_at is None:
        raise BadInput("staff.error.not_confirmed")
    return PublicIdentity(keys.public_identity)


async def _check_locks(work: LedgerWork, staff: Staff, unit: str) -> None:
    rows = await work.memberships.of_staff(staff.id)
    held = {row.unit_id for row in rows if row.state != "left"} | {unit}
    kinds = [UnitKind((await work.units.get(one)).kind) for one in sorted(held)]
    check_two_locks(roles_of(staff.roles), kinds)

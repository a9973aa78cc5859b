"""Joining a unit: the newcomer reads out the key code of their own screen, a member types it.

What is sealed to the newcomer goes to the key whose code was typed, whatever any table says meanwhile.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime

from admin import access, policy_book
from admin.access import AccessKind
from admin.roles import Role, check_two_locks, roles_of
from admin.services import Services
from admin.setup import epochs, rosters
from admin.signed import Signed
from kit import clock
from storage.errors import BadInput, NotAllowed, NotFound, RosterRefused
from storage.tables.ledger import Staff
from storage.unit_of_work import LedgerWork
from storage.vault.policy_document import UnitKind
from storage.vault.roster import Member, Roster
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
    if staff_id in {row.staff_id for row in await work.memberships.belonging(unit)}:
        raise BadInput("staff.error.in_unit")
    await work.memberships.set(unit, staff_id, "waiting", now)
    await access.record(work, AccessKind.STAFF_ASKED_TO_JOIN, signed, unit=unit, at=now)


async def admit(services: Services, signed: Signed, unit: str, staff_id: bytes, typed_code: str, now: datetime) -> None:
    """Admit who waits, a newcomer or a member with a new key: the roster grows, the unit's seed is sealed to them.

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
        if roster.member(staff_id) is not None:
            raise BadInput("staff.error.old_key")
        await _check_maker(work, roster)
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
        for row in await work.memberships.waiting(unit):
            staff, keys = await work.staff.get(row.staff_id), await work.staff.keys(row.staff_id)
            if staff.disabled_at is None and keys is not None and keys.totp_confirmed_at is not None:
                found.append((unit, staff))
    return found


async def has_old_key(work: LedgerWork, unit: str, staff_id: bytes) -> bool:
    """Whether the unit's roster names this person already, with a key that is theirs no more: a rotation goes first."""
    try:
        return (await rosters.current(work, unit)).member(staff_id) is not None
    except (RosterRefused, NotFound):
        return False


async def _check_maker(work: LedgerWork, roster: Roster) -> None:
    """Whoever made this epoch together with a new key of their own vouches to nobody else before a policy names it."""
    policy = await policy_book.current(work)
    older, key = epochs.newest_named(policy, roster.unit), await work.unit_keys.get(roster.unit, roster.epoch)
    if policy is None or key is None or not 0 < older < roster.epoch:
        return
    before = await rosters.of_epoch(work, roster.unit, older, policy.named[roster.unit, older])
    known, present = before.member(key.made_by), roster.member(key.made_by)
    if known is None or present is None or known.public != present.public:
        raise BadInput("staff.error.publish_first")


async def _waiting_key(work: LedgerWork, unit: str, staff_id: bytes) -> PublicIdentity:
    waits = [row for row in await work.memberships.waiting(unit) if row.staff_id == staff_id]
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

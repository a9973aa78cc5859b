"""One-time links: 24 hours, one use, shown once. The token is nowhere on our side, only its SHA-256."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from admin import access
from admin.access import AccessKind
from admin.roles import Role, check_two_locks
from admin.signed import Signed
from storage.errors import AlreadyDone, BadInput, NotAllowed
from storage.tables.ledger import Invitation, Staff
from storage.unit_of_work import LedgerWork
from storage.vault.policy_document import UnitKind
from storage.vault.secret import SecretBytes, SecretText

LIFETIME: Final = timedelta(hours=24)
_SIZE: Final = 32


class For(StrEnum):
    """What a link is for; the values are stored."""

    FIRST_ADMIN = "first_admin"
    STAFF = "staff"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a link is for. `first` makes the unit's keys; everybody else waits to be admitted."""

    name: str
    roles: Collection[Role]
    unit: str | None = None
    first: bool = False


def secret_of(token: SecretText) -> SecretBytes:
    """The 32 bytes of a token as it stands in a link; raises `AlreadyDone` for anything else, as for a used one."""
    try:
        value = urlsafe_b64decode(token.reveal().encode("ascii", "replace") + b"=")
    except ValueError:
        value = b""
    if len(value) != _SIZE:
        raise AlreadyDone("this link was used or has ended")
    return SecretBytes(value)


async def write(
    work: LedgerWork, purpose: For, invited: Invited, created_by: bytes | None, now: datetime
) -> SecretText:
    """Store an invitation and return its token, which nobody can read again."""
    secret = SecretBytes.random(_SIZE)
    token = SecretText(urlsafe_b64encode(secret.reveal()).decode().rstrip("="))
    await work.invitations.add(
        Invitation(
            token_hash=_hash(token), purpose=purpose.value, name=invited.name.strip(),
            roles=sorted(invited.roles), unit_id=invited.unit, first_of_unit=invited.first,
            created_by=created_by, created_at=now, expires_at=now + LIFETIME, used_at=None,
        )
    )  # fmt: skip
    return token


async def invite(work: LedgerWork, signed: Signed, invited: Invited, now: datetime) -> SecretText:
    """A link for a new member of staff; raises `NotAllowed`, `NotFound` for the unit, `BadInput` for what cannot be."""
    if not signed.member.may(Role.SYSADMIN):
        raise NotAllowed("only the system administrator invites")
    if not invited.name.strip():
        raise BadInput("signin.error.name")
    if not invited.roles:
        raise BadInput("staff.error.no_roles")
    kinds: list[UnitKind] = []
    if invited.unit is not None:
        kinds.append(UnitKind((await work.units.get(invited.unit)).kind))
    check_two_locks(invited.roles, kinds)
    if invited.first:
        await _check_first(work, invited)
    token = await write(work, For.STAFF, invited, signed.member.staff_id, now)
    details = "first" if invited.first else ""
    await access.record(work, AccessKind.STAFF_INVITED, signed, unit=invited.unit or "", details=details, at=now)
    return token


async def find(work: LedgerWork, token: SecretText, now: datetime) -> Invitation:
    """The invitation behind a link; raises `AlreadyDone` where it was used, has ended, or never was."""
    row = await work.invitations.find(_hash(token), now)
    if row is None:
        raise AlreadyDone("this link was used or has ended")
    return row


async def redeem(work: LedgerWork, token: SecretText, staff: Staff, now: datetime) -> None:
    """Use up the link for a new account, in the transaction that stores it; raises as `find`."""
    row = await work.invitations.use(_hash(token), now)
    if row.purpose == For.FIRST_ADMIN:
        await withdraw_all(work, For.FIRST_ADMIN, now)
    if row.unit_id is not None:
        # The first member makes the unit and so is in it; others wait until a member has typed their key code.
        state = "joined" if row.first_of_unit else "waiting"
        if row.first_of_unit:
            await _check_first(work, Invited(row.name, (), row.unit_id, first=True))
        await work.memberships.set(row.unit_id, staff.id, state, now)


async def withdraw_all(work: LedgerWork, purpose: For, now: datetime) -> None:
    """Make every unused link of one purpose void."""
    for row in await work.invitations.open(now):
        if row.purpose == purpose:
            await work.invitations.withdraw(row.token_hash)


async def withdraw_of(work: LedgerWork, staff_id: bytes, now: datetime) -> None:
    """Make every unused link void that this member made."""
    for row in await work.invitations.open(now):
        if row.created_by == staff_id:
            await work.invitations.withdraw(row.token_hash)


async def _check_first(work: LedgerWork, invited: Invited) -> None:
    """A unit has one beginning: nobody is invited as first once it has a key."""
    if invited.unit is None:
        raise BadInput("staff.error.first_needs_unit")
    if Role.SYSADMIN in invited.roles:
        raise BadInput("staff.error.first_is_sysadmin")
    if await work.unit_keys.newest(invited.unit) is not None:
        raise BadInput("staff.error.unit_has_first")


def _hash(token: SecretText) -> bytes:
    return hashlib.sha256(secret_of(token).reveal()).digest()

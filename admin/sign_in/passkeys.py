"""A member's passkeys: added behind the password, removed without it, wrapped anew with it.

Removing only narrows who may come in, and a lost device is in a hurry. The phone's code stays in any case.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from admin import access
from admin.access import AccessKind
from admin.sign_in import webauthn
from admin.sign_in.unlock import unlock, unlock_keys
from storage.access import AccessFilter
from storage.errors import AlreadyDone, BadInput, NotFound, SealBroken
from storage.tables.ledger import Passkey
from storage.vault.binding import new_id
from storage.vault.passkey import PasskeyPlace, PasskeyState, open_passkey, wrap_passkey
from storage.vault.secret import SecretBytes, SecretText

if TYPE_CHECKING:
    from admin.services import Services
    from admin.sign_in.scratch import Scratch
    from admin.signed import Signed
    from admin.staff_address import StaffAddress
    from storage.unit_of_work import LedgerWork

MOST: Final = 10
LONGEST_NAME: Final = 40
CHALLENGE_NOTE: Final = "passkey-challenge"
CHALLENGE_SECONDS: Final = 300
_TOLD_FOR: Final = timedelta(days=30)
_TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What a member types for a new one."""

    name: str
    password: SecretText


@dataclass(frozen=True, slots=True)
class Change:
    """One of the member's passkeys was added or removed: what the account page tells them."""

    added: bool
    at: datetime


def address_of(services: Services) -> StaffAddress:
    """What passkeys are bound to here; raises `NotFound` where the site has no https host name."""
    address = services.settings.staff_address
    if address is None:
        raise NotFound("this site has no https host name")
    return address


async def begin(services: Services, signed: Signed, scratch: Scratch, new: NewPasskey, site: str, now: datetime) -> Any:
    """What the browser is asked for a new one, as it goes into JSON, after name and password were found right.

    Raises `BadInput`, or `NotFound` where there are no passkeys here.
    """
    address = address_of(services)
    _checked(new.name)
    await unlock(services, signed, new.password, now)
    async with services.ledger.read() as work:
        known = [row.credential_id for row in await work.passkeys.of_staff(signed.member.staff_id)]
    _check_count(len(known))
    challenge = secrets.token_bytes(32)
    await scratch.put(CHALLENGE_NOTE, SecretBytes(challenge), CHALLENGE_SECONDS)
    holder = webauthn.Holder(signed.member.staff_id, signed.member.login)
    return webauthn.to_make(address, site, holder, challenge, known)


async def add(
    services: Services, signed: Signed, scratch: Scratch, new: NewPasskey, answer: str, now: datetime
) -> None:
    """Keep the passkey that answered this session's challenge, which is used up, whatever comes of it.

    The password is asked for once more, because no session keeps what it opens. Raises `BadInput` or `NotFound`.
    """
    address, name = address_of(services), _checked(new.name)
    challenge = await scratch.take(CHALLENGE_NOTE)
    if challenge is None:
        raise BadInput("passkey.error.expired")
    unlocked = await unlock_keys(services, signed, new.password, now)
    made = webauthn.read_made(answer, address, challenge.reveal())
    staff_id = signed.member.staff_id
    row = Passkey(
        id=new_id(), staff_id=staff_id, credential_id=made.credential_id, name=name, created_at=now, wrapped=b""
    )
    row.wrapped = wrap_passkey(unlocked.key, place_of(row), PasskeyState(made.public_key, made.count))
    async with services.ledger.begin() as work:
        _check_count(len(await work.passkeys.of_staff(staff_id)))
        keys = await work.staff.keys(staff_id)
        if keys is None or keys.salt != unlocked.salt:
            # The password was changed at the same moment; under the old one nothing would ever open it.
            raise BadInput("signin.error.wrong_password")
        await _store(work, row)
        await access.record(work, AccessKind.PASSKEY_ADDED, signed, details=row.id.hex(), at=now)


async def remove(work: LedgerWork, signed: Signed, passkey_id: str, now: datetime) -> None:
    """Remove one of the member's own; raises `NotFound` for anybody else's."""
    try:
        wanted = bytes.fromhex(passkey_id)
    except ValueError:
        wanted = b""
    if len(wanted) != 16 or not await work.passkeys.remove(signed.member.staff_id, [wanted]):
        raise NotFound("no such passkey of this member")
    await access.record(work, AccessKind.PASSKEY_REMOVED, signed, details=wanted.hex(), at=now)


async def rewrap(work: LedgerWork, signed: Signed, old: SecretBytes, new: SecretBytes, now: datetime) -> None:
    """Wrap all of the member's under a new password; what the old one does not open is forgotten, and recorded."""
    staff_id, lost = signed.member.staff_id, []
    for row in await work.passkeys.held_of_staff(staff_id):
        try:
            state = open_passkey(old, place_of(row), row.wrapped)
        except SealBroken:
            lost.append(row.id)
            continue
        await work.passkeys.rewrap(row.id, row.wrapped, wrap_passkey(new, place_of(row), state))
    if lost:
        await work.passkeys.remove(staff_id, lost)
        await access.record(work, AccessKind.SEAL_BROKEN, signed, details="passkey", at=now)


async def changes(work: LedgerWork, signed: Signed, now: datetime) -> list[Change]:
    """What was done to the member's passkeys in the last thirty days, from the access ledger, the newest first."""
    kinds = (AccessKind.PASSKEY_ADDED, AccessKind.PASSKEY_REMOVED)
    wanted = AccessFilter(kinds=kinds, actor_id=signed.member.staff_id, since=now - _TOLD_FOR)
    entries = await work.access.page(None, wanted, limit=_TOLD)
    return [Change(entry.kind == AccessKind.PASSKEY_ADDED, entry.at) for entry in entries]


def place_of(row: Passkey) -> PasskeyPlace:
    """What its seal is bound to."""
    return PasskeyPlace(row.staff_id, row.id, row.credential_id, row.name, int(row.created_at.timestamp()))


def _checked(name: str) -> str:
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise BadInput("passkey.error.name", count=LONGEST_NAME)
    return name.strip()


def _check_count(count: int) -> None:
    if count >= MOST:
        raise BadInput("passkey.error.many", count=MOST)


async def _store(work: LedgerWork, row: Passkey) -> None:
    try:
        await work.passkeys.add(row)
    except AlreadyDone:
        raise BadInput("passkey.error.known") from None

"""Somebody may know my password: another staff key, password, phone secret and spare codes, and no other session.

A new password alone would not do. Whoever knew the old one and has this host's disk has opened the seed and the phone's
secret that it wrapped, and those stay the same under another password.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from admin import access
from admin.access import AccessKind
from admin.services import Services
from admin.setup import in_flight, renewing
from admin.sign_in import delays, passwords, second_factor, sessions, totp
from admin.sign_in.attempt import TOTP_NOTE
from admin.sign_in.scratch import Scratch
from admin.sign_in.second_factor import Asked, Refusal, Shown
from admin.sign_in.tries import count_try, forget_tries
from admin.signed import Signed
from kit import clock
from storage.database import truncate_wal
from storage.errors import AlreadyDone, BadInput, NotFound, SealBroken
from storage.tables.ledger import StaffKeys
from storage.vault import password as vault
from storage.vault.secret import SecretBytes, SecretText
from storage.vault.seeds import KeyPair, PublicIdentity


@dataclass(frozen=True, slots=True)
class Renewal:
    """What was typed: the password that may be known, a code of the present phone or a spare one, the new password."""

    old: SecretText
    code: str
    new: SecretText


@dataclass(frozen=True, slots=True)
class _Present:
    """The key in force, opened, and what its second factor is checked with."""

    pair: KeyPair
    asked: Asked


async def renew_key(
    services: Services, signed: Signed, typed: Renewal, offered: SecretText, now: datetime
) -> SecretBytes:
    """Put a new key in the place of the member's; returns the cookie of their one session, which asks for the phone.

    Raises `BadInput` for a wrong password or code, a new password that is not taken (a custodian takes the generated
    one, `offered`), or a unit that no policy names yet; `RosterRefused`.
    """
    member = signed.member
    _check_password(signed, typed, offered)
    budget = delays.budget_key(services.wrap_key, member.login, b"unlock" + member.staff_id)
    await count_try(services, budget, now)
    present = await _open(services, signed, typed.old)
    pair, secret = KeyPair.generate(), totp.new_secret()
    keys = await _wrapped(services, member.staff_id, typed.new, pair, secret, now)
    async with services.ledger.begin() as work:
        kept = await work.staff.keys(member.staff_id)
        if kept is None or kept.public_identity != present.pair.public.data:
            raise AlreadyDone("this key was renewed meanwhile")
        # Whoever only saw the password being typed, before an open browser, stops here.
        if isinstance(await second_factor.use_up(services, work, present.asked, Shown(typed.code), now), Refusal):
            raise BadInput("signin.error.totp")
        day = clock.local_day(now, services.settings.zone)
        await renewing.take_along(work, signed.opened(present.pair), pair, day, now)
        await in_flight.end(work, signed, member.staff_id, now)
        await work.staff.replace_keys(keys)
        await work.sessions.end_all(member.staff_id, now)
        await work.devices.forget(member.staff_id)
        cookie = await sessions.begin(services, work, await work.staff.get(member.staff_id), pair, now)
        await access.record(work, AccessKind.STAFF_KEY_RENEWED, signed, at=now)
    await truncate_wal(services.ledger.engine)
    await forget_tries(services, budget)
    await Scratch(services.runtime, cookie).put(TOTP_NOTE, SecretBytes(secret.reveal().encode()))
    return cookie


def _check_password(signed: Signed, typed: Renewal, offered: SecretText) -> None:
    passwords.check(typed.new, signed.member.name, signed.member.login)
    if signed.member.is_custodian and typed.new != offered:
        raise BadInput("signin.error.custodian_password")
    if typed.old == typed.new:
        raise BadInput("account.error.same_password")


async def _open(services: Services, signed: Signed, old: SecretText) -> _Present:
    staff_id = signed.member.staff_id
    async with services.ledger.read() as work:
        kept = await work.staff.keys(staff_id)
        if kept is None or kept.totp_wrapped is None:
            raise NotFound("no such member")
        salt, public, wrapped = kept.salt, PublicIdentity(kept.public_identity), kept.wrapped_seed
        totp_wrapped, last_step = kept.totp_wrapped, kept.totp_last_step
    key = await services.derive(vault.wrapping_key, passwords.normal(old.reveal()), salt, services.wrap_key, staff_id)
    try:
        pair = vault.open_seed(key, staff_id, public, wrapped)
    except SealBroken:
        raise BadInput("signin.error.wrong_password") from None
    return _Present(pair, Asked(staff_id, key, vault.open_totp(key, staff_id, totp_wrapped), last_step))


async def _wrapped(
    services: Services, staff_id: bytes, new: SecretText, pair: KeyPair, secret: SecretText, now: datetime
) -> StaffKeys:
    salt = vault.new_salt()
    key = await services.derive(vault.wrapping_key, passwords.normal(new.reveal()), salt, services.wrap_key, staff_id)
    return StaffKeys(
        staff_id=staff_id, public_identity=pair.public.data, wrapped_seed=vault.wrap_seed(key, staff_id, pair),
        salt=salt, totp_wrapped=vault.wrap_totp(key, staff_id, secret), totp_last_step=None,
        totp_confirmed_at=None, created_at=now,
    )  # fmt: skip

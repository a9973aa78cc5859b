"""Making an account from a one-time link, and setting its second factor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from admin import access
from admin.access import AccessKind
from admin.roles import Role, roles_of
from admin.services import LINK_FILE, Services
from admin.setup import invitations
from admin.sign_in import passwords, sessions, spare_codes, totp
from admin.sign_in.attempt import TOTP_NOTE, normal_login
from admin.sign_in.scratch import Scratch
from admin.signed import Signed
from storage.errors import AlreadyDone, BadInput
from storage.tables.ledger import SpareCode, Staff, StaffKeys
from storage.unit_of_work import LedgerWork
from storage.vault import password as vault
from storage.vault.binding import new_id
from storage.vault.secret import SecretBytes, SecretText
from storage.vault.seeds import KeyPair

_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
LONGEST_NAME: Final = 60
OFFER_NOTE: Final = "offer"


@dataclass(frozen=True, slots=True)
class AccountForm:
    """What a newcomer types."""

    name: str
    login: str
    password: SecretText


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account whose phone is not confirmed yet; `session` is the cookie of the session just begun."""

    staff_id: bytes
    pair: KeyPair
    totp_secret: SecretText
    session: SecretBytes


def check_form(form: AccountForm, roles: frozenset[Role], offered: SecretText | None) -> None:
    """Raise `BadInput` for the first thing that does not fit. A custodian takes the generated password offered."""
    if not 1 <= len(form.name.strip()) <= LONGEST_NAME:
        raise BadInput("signin.error.name")
    if not _LOGIN.fullmatch(normal_login(form.login)):
        raise BadInput("signin.error.login")
    passwords.check(form.password, form.name.strip(), normal_login(form.login))
    if Role.CUSTODIAN in roles and form.password != offered:
        raise BadInput("signin.error.custodian_password")


async def offer(services: Services, token: SecretText) -> SecretText:
    """The generated password of this link: the same one at every reload, kept half an hour."""
    scratch = Scratch(services.runtime, invitations.secret_of(token))
    kept = await scratch.get(OFFER_NOTE)
    password = SecretText(kept.reveal().decode()) if kept else passwords.generate()
    await scratch.put(OFFER_NOTE, SecretBytes(password.reveal().encode()))
    return password


async def make(services: Services, token: SecretText, form: AccountForm, now: datetime) -> NewAccount:
    """Use up the link and make the account with a key pair of its own, made here and now.

    Raises `NotFound` or `AlreadyDone` for the link, `BadInput` for the form; then the link can be used again.
    """
    async with services.ledger.read() as work:
        invitation = await invitations.find(work, token, now)
        roles = roles_of(invitation.roles)
    check_form(form, roles, await offer(services, token) if Role.CUSTODIAN in roles else None)
    staff_id, pair, salt, secret = new_id(), KeyPair.generate(), vault.new_salt(), totp.new_secret()
    typed = passwords.normal(form.password.reveal())
    key = await services.derive(vault.wrapping_key, typed, salt, services.wrap_key, staff_id)
    staff = Staff(
        id=staff_id, login=normal_login(form.login), name=form.name.strip(), roles=sorted(roles),
        disabled_at=None, created_at=now, pledge_version=None,
    )  # fmt: skip
    keys = StaffKeys(
        staff_id=staff_id, public_identity=pair.public.data, wrapped_seed=vault.wrap_seed(key, staff_id, pair),
        salt=salt, totp_wrapped=vault.wrap_totp(key, staff_id, secret), totp_last_step=None,
        totp_confirmed_at=None, created_at=now,
    )  # fmt: skip
    async with services.ledger.begin() as work:
        await _store(work, staff, keys)
        await invitations.redeem(work, token, staff, now)
        session = await sessions.begin(services, work, staff, pair, now)
        await access.record(work, AccessKind.ACCOUNT_MADE, actor=staff_id, unit=invitation.unit_id or "", at=now)
    if invitation.purpose == invitations.For.FIRST_ADMIN:
        (services.settings.data / LINK_FILE).unlink(missing_ok=True)
    await Scratch(services.runtime, session).put(TOTP_NOTE, SecretBytes(secret.reveal().encode()))
    return NewAccount(staff_id, pair, secret, session)


async def _store(work: LedgerWork, staff: Staff, keys: StaffKeys) -> None:
    try:
        await work.staff.add(staff, keys)
    except AlreadyDone:
        raise BadInput("signin.error.login_taken") from None


async def confirm_second_factor(
    services: Services, signed: Signed, secret: SecretText, typed: str, now: datetime
) -> list[SecretText]:
    """Confirm the phone with its first code; returns the ten spare codes, to be shown once. Raises `BadInput`."""
    step = totp.accept(secret, typed, now, None)
    if step is None:
        raise BadInput("signin.error.totp")
    staff_id = signed.member.staff_id
    async with services.ledger.begin() as work:
        if not await work.staff.take_totp_step(staff_id, step):
            raise BadInput("signin.error.totp")
        await work.staff.confirm_totp(staff_id, now)
        codes = await _fresh_spare_codes(services, work, staff_id)
        await access.record(work, AccessKind.SECOND_FACTOR_SET, signed, at=now)
    return codes


async def renew_spare_codes(services: Services, signed: Signed, now: datetime) -> list[SecretText]:
    """Ten new spare codes; the old ones are void from now on."""
    async with services.ledger.begin() as work:
        codes = await _fresh_spare_codes(services, work, signed.member.staff_id)
        await access.record(work, AccessKind.SPARE_CODES_MADE, signed, at=now)
    return codes


async def _fresh_spare_codes(services: Services, work: LedgerWork, staff_id: bytes) -> list[SecretText]:
    codes = spare_codes.new_codes()
    macs = [spare_codes.mac(services.wrap_key, staff_id, code.reveal()) for code in codes]
    rows = [SpareCode(id=new_id(), staff_id=staff_id, mac=mac, used_at=None) for mac in macs]
    await work.staff.replace_spare_codes(rows, staff_id)
    return codes

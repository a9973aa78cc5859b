"""A new password: seed, second factor and passkeys are wrapped anew, the keys themselves stay."""

from __future__ import annotations

from datetime import datetime

from admin import access
from admin.access import AccessKind
from admin.services import Services
from admin.sign_in import cookies, delays, passkeys, passwords
from admin.sign_in.tries import count_try, forget_tries
from admin.signed import Signed
from storage.errors import BadInput, NotFound, SealBroken
from storage.vault import password as vault
from storage.vault.secret import SecretText
from storage.vault.seeds import PublicIdentity


async def change_password(
    services: Services, signed: Signed, old: SecretText, new: SecretText, offered: SecretText, now: datetime
) -> None:
    """Wrap seed and second factor under `new`; every other session of the member ends.

    Raises `BadInput` for a wrong old password or a new one that is not taken. A custodian takes the
    generated password `offered`.
    """
    member = signed.member
    passwords.check(new, member.name, member.login)
    if member.is_custodian and new != offered:
        raise BadInput("signin.error.custodian_password")
    if old == new:
        raise BadInput("account.error.same_password")
    budget = delays.budget_key(services.wrap_key, member.login, b"unlock" + member.staff_id)
    await count_try(services, budget, now)
    async with services.ledger.read() as work:
        keys = await work.staff.keys(member.staff_id)
        if keys is None:
            raise NotFound("no such member")
        salt, public, wrapped, totp = keys.salt, keys.public_identity, keys.wrapped_seed, keys.totp_wrapped
    typed = passwords.normal(old.reveal())
    key = await services.derive(vault.wrapping_key, typed, salt, services.wrap_key, member.staff_id)
    try:
        pair = vault.open_seed(key, member.staff_id, PublicIdentity(public), wrapped)
    except SealBroken:
        raise BadInput("signin.error.wrong_password") from None
    secret = vault.open_totp(key, member.staff_id, totp) if totp else None
    fresh = vault.new_salt()
    typed = passwords.normal(new.reveal())
    newer = await services.derive(vault.wrapping_key, typed, fresh, services.wrap_key, member.staff_id)
    rewrapped = vault.wrap_seed(newer, member.staff_id, pair)
    totp_rewrapped = vault.wrap_totp(newer, member.staff_id, secret) if secret else None
    async with services.ledger.begin() as work:
        await work.staff.rewrap(member.staff_id, rewrapped, fresh, totp_rewrapped)
        await passkeys.rewrap(work, signed, key, newer, now)
        keep = cookies.hashed(signed.cookie) if signed.cookie else None
        await work.sessions.end_all(member.staff_id, now, keep)
        await access.record(work, AccessKind.PASSWORD_CHANGED, signed, at=now)
    await forget_tries(services, budget)

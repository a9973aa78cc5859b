"""The password again: for key actions of everybody, and for whatever a custodian does."""

from __future__ import annotations

from datetime import datetime

from admin.services import Services
from admin.sign_in import delays, passwords
from admin.sign_in.tries import count_try, forget_tries
from admin.signed import Signed
from storage.errors import BadInput, SealBroken
from storage.vault import password as vault
from storage.vault.secret import SecretText
from storage.vault.seeds import KeyPair, PublicIdentity


async def unlock(services: Services, signed: Signed, typed: SecretText, now: datetime) -> Signed:
    """`signed` with the member's own pair at hand for this request; raises `BadInput` for a wrong password.

    Wrong ones are counted in a budget that only this signed-in member's own acts use. Takes 0.2 s in the pool.
    """
    staff_id = signed.member.staff_id
    budget = delays.budget_key(services.wrap_key, signed.member.login, b"unlock" + staff_id)
    await count_try(services, budget, now)
    pair = await open_pair(services, staff_id, typed)
    if pair is None:
        raise BadInput("signin.error.wrong_password")
    await forget_tries(services, budget)
    return signed.opened(pair)


async def open_pair(services: Services, staff_id: bytes, typed: SecretText) -> KeyPair | None:
    """The member's pair if the password is right, else None."""
    async with services.ledger.read() as work:
        keys = await work.staff.keys(staff_id)
        if keys is None:
            return None
        salt, public, wrapped = keys.salt, PublicIdentity(keys.public_identity), keys.wrapped_seed
    key = await services.derive(vault.wrapping_key, passwords.normal(typed.reveal()), salt, services.wrap_key, staff_id)
    try:
        return vault.open_seed(key, staff_id, public, wrapped)
    except SealBroken:
        return None

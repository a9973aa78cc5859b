"""The password again: for key actions of everybody, and for whatever a custodian does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from admin.services import Services
from admin.sign_in import delays, passwords
from admin.sign_in.tries import count_try, forget_tries
from admin.signed import Signed
from storage.errors import BadInput, SealBroken
from storage.vault import password as vault
from storage.vault.secret import SecretBytes, SecretText
from storage.vault.seeds import KeyPair, PublicIdentity


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What the right password opens: the member's pair, and the key of all that is wrapped with this salt."""

    pair: KeyPair
    key: SecretBytes
    salt: bytes


async def unlock(services: Services, signed: Signed, typed: SecretText, now: datetime) -> Signed:
    """`signed` with the member's own pair at hand for this request; raises `BadInput` for a wrong password.

    Wrong ones are counted in a budget that only this signed-in member's own acts use. Takes 0.2 s in the pool.
    """
    return signed.opened((await unlock_keys(services, signed, typed, now)).pair)


async def unlock_keys(services: Services, signed: Signed, typed: SecretText, now: datetime) -> Unlocked:
    """As `unlock`, with the wrapping key, for who keeps something new under the password."""
    staff_id = signed.member.staff_id
    budget = delays.budget_key(services.wrap_key, signed.member.login, b"unlock" + staff_id)
    await count_try(services, budget, now)
    unlocked = await _open(services, staff_id, typed)
    if unlocked is None:
        raise BadInput("signin.error.wrong_password")
    await forget_tries(services, budget)
    return unlocked


async def open_pair(services: Services, staff_id: bytes, typed: SecretText) -> KeyPair | None:
    """The member's pair if the password is right, else None."""
    unlocked = await _open(services, staff_id, typed)
    return unlocked.pair if unlocked else None


async def _open(services: Services, staff_id: bytes, typed: SecretText) -> Unlocked | None:
    async with services.ledger.read() as work:
        keys = await work.staff.keys(staff_id)
        if keys is None:
            return None
        salt, public, wrapped = keys.salt, PublicIdentity(keys.public_identity), keys.wrapped_seed
    key = await services.derive(vault.wrapping_key, passwords.normal(typed.reveal()), salt, services.wrap_key, staff_id)
    try:
        return Unlocked(vault.open_seed(key, staff_id, public, wrapped), key, salt)
    except SealBroken:
        return None

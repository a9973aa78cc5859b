"""The second factor, once the password is right: a phone's code, a spare code or a passkey, each used up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from admin.services import Services
from admin.sign_in import challenges, spare_codes, totp, webauthn
from admin.sign_in.passkeys import place_of
from admin.sign_in.webauthn import Claim
from storage.errors import SealBroken
from storage.tables.ledger import Passkey
from storage.unit_of_work import LedgerWork
from storage.vault.passkey import PasskeyState, open_passkey, wrap_passkey
from storage.vault.secret import SecretBytes, SecretText


class Factor(StrEnum):
    """Which one let somebody in, as the access ledger says it."""

    CODE = "code"
    SPARE = "spare"
    PASSKEY = "passkey"


class Refusal(StrEnum):
    """Why nobody came in, as the access ledger says it; the person is told one sentence for all."""

    WRONG = ""
    COPIED = "passkey_copied"
    SWAPPED = "passkey_swapped"


@dataclass(frozen=True, slots=True)
class Shown:
    """What was typed, and what a passkey answered (the browser's JSON); either may be empty."""

    code: str = ""
    passkey: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose factor it is, with what the right password opened: the wrapping key and the phone's secret."""

    staff_id: bytes
    key: SecretBytes
    totp: SecretText | None
    last_step: int | None


async def use_up(services: Services, work: LedgerWork, asked: Asked, shown: Shown, now: datetime) -> Factor | Refusal:
    """Use up what was shown; of one thing shown twice at one instant, one is taken."""
    if shown.passkey:
        return await _passkey(services, work, asked, shown.passkey, now)
    if spare_codes.looks_like_one(shown.code):
        mac = spare_codes.mac(services.wrap_key, asked.staff_id, shown.code)
        return Factor.SPARE if await work.staff.use_spare_code(asked.staff_id, mac, now) else Refusal.WRONG
    step = totp.accept(asked.totp, shown.code, now, asked.last_step) if asked.totp else None
    taken = step is not None and await work.staff.take_totp_step(asked.staff_id, step)
    return Factor.CODE if taken else Refusal.WRONG


async def _passkey(
    services: Services, work: LedgerWork, asked: Asked, text: str, now: datetime
) -> Factor | Refusal:
    address, claim = services.settings.staff_address, webauthn.read_claim(text)
    if address is None or claim is None or claim.handle not in (None, asked.staff_id):
        return Refusal.WRONG
    row = _meant(await work.passkeys.of_staff(asked.staff_id), claim)
    given = challenges.given_at(services.wrap_key, claim.challenge, now)
    if row is None or given is None:
        return Refusal.WRONG
    try:
        state = open_passkey(asked.key, place_of(row), row.wrapped)
    except SealBroken:
        return Refusal.SWAPPED
    count = webauthn.count_of(claim, address, state.public_key)
    if count is None or given <= state.answered:
        return Refusal.WRONG
    if webauthn.went_back(state.count, count):
        return Refusal.COPIED
    # Replaced only where nobody else was faster, so that each challenge is answered once.
    newer = wrap_passkey(asked.key, place_of(row), PasskeyState(state.public_key, count, given))
    return Factor.PASSKEY if await work.passkeys.rewrap(row.id, row.wrapped, newer) else Refusal.WRONG


def _meant(rows: list[Passkey], claim: Claim) -> Passkey | None:
    return next((row for row in rows if row.credential_id == claim.credential_id), None)

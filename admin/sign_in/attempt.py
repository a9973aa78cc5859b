"""Signing in: one derivation checks the password and opens the seed, then the second factor is used up.

An unknown login runs the same statements and the same derivation as a known one with a wrong password, and both are
answered by the same sentence.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from admin import access
from admin.access import AccessKind
from admin.services import Services
from admin.setup import resealing, roster_renewal
from admin.sign_in import cookies, delays, passwords, second_factor, sessions
from admin.sign_in.scratch import Scratch
from admin.sign_in.second_factor import Asked, Factor, Refusal, Shown
from admin.sign_in.tries import count_try
from storage.errors import BadInput, SealBroken
from storage.tables.ledger import Staff, StaffKeys
from storage.unit_of_work import LedgerWork
from storage.vault import password as vault
from storage.vault.secret import SecretBytes, SecretText
from storage.vault.seeds import KeyPair, PublicIdentity

STRANGERS_A_MINUTE: Final = 120
"""Tries by browsers that never signed in here, over all accounts: a bound on stretching, not a lock-out of staff."""
TOTP_NOTE: Final = "totp"
"""Under this name the session's scratch holds the secret of a phone not confirmed yet."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was typed, the browser's device cookie, and what a passkey answered."""

    login: str
    password: SecretText
    code: str
    device: SecretBytes | None = None
    passkey: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A sign-in that succeeded: both cookies to set; `pending` where the second factor has to be set up first."""

    staff_id: bytes
    session: SecretBytes
    device: SecretBytes
    pending: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The account meant, or a decoy of the same shape; `staff` is None where nobody may come in."""

    staff: Staff | None
    staff_id: bytes
    salt: bytes
    public: PublicIdentity | None
    wrapped: bytes
    totp_wrapped: bytes | None
    last_step: int | None
    confirmed: bool
    knows_device: bool


def normal_login(typed: str) -> str:
    """A login as it is stored: no blanks around, small letters, full-width signs made plain."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


async def sign_in(services: Services, attempt: Attempt, now: datetime) -> Opened:
    """Try once; raises `BadInput` with one sentence for every wrong part, or with the seconds to wait."""
    login = normal_login(attempt.login)
    async with services.ledger.read() as work:
        candidate = await _candidate(services, work, login, attempt.device)
    known = attempt.device if candidate.knows_device else None
    if known is None and not await services.runtime.budget("signin-strangers", STRANGERS_A_MINUTE, 60):
        raise BadInput("signin.error.busy")
    budget = delays.budget_key(services.wrap_key, login, cookies.hashed(known) if known else None)
    await count_try(services, budget, now)
    key = await services.derive(
        vault.wrapping_key, passwords.normal(attempt.password.reveal()), candidate.salt, services.wrap_key,
        candidate.staff_id,
    )  # fmt: skip
    pair = _open(candidate, key)
    if candidate.staff is None or pair is None:
        raise await _failed(services, attempt, candidate, now)
    secret = vault.open_totp(key, candidate.staff_id, candidate.totp_wrapped) if candidate.totp_wrapped else None
    async with services.ledger.begin() as work:
        asked = Asked(candidate.staff_id, key, secret, candidate.last_step)
        shown = Shown(attempt.code, attempt.passkey)
        factor = await second_factor.use_up(services, work, asked, shown, now) if candidate.confirmed else None
        if not isinstance(factor, Refusal):
            opened = await _welcome(services, work, candidate.staff, pair, known, factor, now)
            await work.delays.clear(budget)
    if isinstance(factor, Refusal):
        raise await _failed(services, attempt, candidate, now, factor)
    if candidate.confirmed:
        signed = await sessions.acting(services, opened.staff_id, pair)
        await roster_renewal.renew(services, signed, now)
        await resealing.at_sign_in(services, signed, now)
    elif secret is not None:
        await Scratch(services.runtime, opened.session).put(TOTP_NOTE, SecretBytes(secret.reveal().encode()))
    return opened


async def _candidate(services: Services, work: LedgerWork, login: str, device: SecretBytes | None) -> _Candidate:
    staff = await work.staff.by_login(login)
    staff_id = staff.id if staff else bytes(16)
    keys = await work.staff.keys(staff_id)
    known = await work.devices.knows(cookies.hashed(device) if device else bytes(32), staff_id)
    if staff is None or keys is None or staff.disabled_at is not None:
        return _decoy(services, login)
    return _real(staff, keys, known)


def _real(staff: Staff, keys: StaffKeys, knows_device: bool) -> _Candidate:
    return _Candidate(
        staff, staff.id, keys.salt, PublicIdentity(keys.public_identity), keys.wrapped_seed, keys.totp_wrapped,
        keys.totp_last_step, keys.totp_confirmed_at is not None, knows_device,
    )  # fmt: skip


def _decoy(services: Services, login: str) -> _Candidate:
    told = hmac.new(services.wrap_key.reveal(), b"decoy:" + login.encode(), hashlib.sha256).digest()
    return _Candidate(None, told[:16], told[16:], None, b"", None, None, True, False)


def _open(candidate: _Candidate, key: SecretBytes) -> KeyPair | None:
    if candidate.public is None:
        return None
    try:
        return vault.open_seed(key, candidate.staff_id, candidate.public, candidate.wrapped)
    except SealBroken:
        return None


async def _welcome(
    services: Services,
    work: LedgerWork,
    staff: Staff,
    pair: KeyPair,
    device: SecretBytes | None,
    factor: Factor | None,
    now: datetime,
) -> Opened:
    session = await sessions.begin(services, work, staff, pair, now)
    if device is None:
        device = SecretBytes.random()
        await work.devices.remember(cookies.hashed(device), staff.id, now)
    await access.record(work, AccessKind.SIGN_IN, details=factor or "", actor=staff.id, at=now)
    return Opened(staff.id, session, device, pending=factor is None)


async def _failed(
    services: Services, attempt: Attempt, candidate: _Candidate, now: datetime, why: Refusal = Refusal.WRONG
) -> BadInput:
    async with services.ledger.begin() as work:
        actor = candidate.staff.id if candidate.staff else b""
        await access.record(work, AccessKind.SIGN_IN_FAILED, details=why, actor=actor, at=now)
        if why is Refusal.SWAPPED:
            await access.record(work, AccessKind.SEAL_BROKEN, details="passkey", actor=actor, at=now)
    return BadInput("passkey.error.wrong" if attempt.passkey else "signin.error.wrong")

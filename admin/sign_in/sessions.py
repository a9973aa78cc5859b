"""Sessions: idle 15 minutes, at most 8 hours; the seed inside opens only with the cookie and the day's key."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from admin import policy_book
from admin.identity.badges import badges_of
from admin.roles import Role, roles_of
from admin.services import Services
from admin.sign_in import cookies, pledge, seats
from admin.signed import Member, Signed
from kit import clock
from storage.errors import SealBroken
from storage.tables.ledger import Staff, StaffSession
from storage.unit_of_work import LedgerWork
from storage.vault import password
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair

IDLE: Final = timedelta(minutes=15)
ABSOLUTE: Final = timedelta(hours=8)
_IN: Final = ("joined",)
_OUT: Final = ("left", "renewing")
_TOUCH: Final = timedelta(minutes=1)
"""How stale `seen_at` may be: a page view writes at most once a minute."""


def is_over(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session with these times is over by `now`."""
    return now - seen_at > IDLE or now - created_at > ABSOLUTE


async def day_key(services: Services, at: datetime) -> SecretBytes:
    """The daily session key of the office's day that holds `at`; LookupError once it is erased."""
    return SecretBytes(await services.runtime.daily_key(clock.local_day(at, services.settings.zone)))


async def begin(services: Services, work: LedgerWork, staff: Staff, pair: KeyPair, now: datetime) -> SecretBytes:
    """A new session in `work`; returns its cookie. A custodian's holds no key."""
    cookie = SecretBytes.random()
    wrapped = None
    if Role.CUSTODIAN not in roles_of(staff.roles):
        wrapped = password.wrap_for_session(cookie, await day_key(services, now), staff.id, pair)
    await work.sessions.open(
        StaffSession(
            id_hash=cookies.hashed(cookie), staff_id=staff.id, wrapped_seed=wrapped,
            created_at=now, seen_at=now, ended_at=None, label="",
        )
    )  # fmt: skip
    return cookie


async def find(services: Services, cookie: SecretBytes, now: datetime, touch: bool = True) -> Signed | None:
    """Who is signed in with this cookie, or None where the session is unknown, over, or its member disabled.

    Without `touch` the session goes on idling: a page that looks for news by itself keeps nobody signed in.
    """
    async with services.ledger.read() as work:
        row = await work.sessions.get(cookies.hashed(cookie))
        if row is None or is_over(row.created_at, row.seen_at, now):
            return None
        staff = await work.staff.get(row.staff_id)
        if staff.disabled_at is not None:
            return None
        wrapped, created_at, seen_at = row.wrapped_seed, row.created_at, row.seen_at
        signed = await load(services, work, staff)
    pair = await _open(services, cookie, staff.id, wrapped, created_at)
    if wrapped is not None and pair is None:
        return None
    if touch and now - seen_at > _TOUCH:
        async with services.ledger.begin() as work:
            await work.sessions.touch(cookies.hashed(cookie), now)
    keyring = signed.keyring.with_pair(pair) if pair else signed.keyring
    return replace(signed, keyring=keyring, cookie=cookie)


async def load(services: Services, work: LedgerWork, staff: Staff) -> Signed:
    """A member with the sealed copies of their units' seeds, and no key at hand yet; `work` only reads."""
    keys = await work.staff.keys(staff.id)
    rows = await work.memberships.of_staff(staff.id)
    units, former = (tuple(row.unit_id for row in rows if row.state in states) for states in (_IN, _OUT))
    policy = await policy_book.current(work)
    if policy is not None:
        services.pins.keep(policy, work.pins)
    member = Member(staff.id, staff.login, staff.name, roles_of(staff.roles), units, former)
    member = replace(member, badges=await badges_of(work, member, clock.now()))
    pending = keys is None or keys.totp_confirmed_at is None
    pledged = staff.pledge_version == await pledge.version(work)
    return Signed(member, await seats.keyring_of(work, staff.id, policy), pending, pledged)


async def acting(services: Services, staff_id: bytes, pair: KeyPair) -> Signed:
    """A member with their own pair open and no browser: for commands, demonstrations and tests."""
    async with services.ledger.read() as work:
        return (await load(services, work, await work.staff.get(staff_id))).opened(pair)


async def end(services: Services, cookie: SecretBytes, now: datetime) -> None:
    """Sign out: the row's sealed seed goes at once."""
    async with services.ledger.begin() as work:
        await work.sessions.end(cookies.hashed(cookie), now)


async def _open(
    services: Services, cookie: SecretBytes, staff_id: bytes, wrapped: bytes | None, created_at: datetime
) -> KeyPair | None:
    if wrapped is None:
        return None
    try:
        return password.open_from_session(cookie, await day_key(services, created_at), staff_id, wrapped)
    except (SealBroken, LookupError):
        # The runtime store was emptied: the session cannot be used any more, and signing in again mends it.
        return None

"""Units: made by the administrator, brought to life by their first member, who makes the keys and the pages."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from admin import access, policy_book
from admin.access import AccessKind
from admin.roles import Role
from admin.services import Services
from admin.setup import epochs, rosters
from admin.signed import Signed
from kit import clock
from storage.errors import AlreadyDone, BadInput, NotAllowed, PageMistyped
from storage.tables.ledger import Unit, UnitKey
from storage.unit_of_work import Ledger, LedgerWork
from storage.vault.pages import Page, split
from storage.vault.policy_document import UnitKind
from storage.vault.roster import Member
from storage.vault.seeds import KeyPair
from storage.vault.unit import seal_for_recovery, seal_unit_seed, sign_founding

LONGEST_NAME: Final = 60
FIRST_EPOCH: Final = 1
SINGLE: Final = (UnitKind.OFFICE, UnitKind.CUSTODY, UnitKind.ESCALATION)
"""Kinds of which there is one unit; its id is the kind's name."""


@dataclass(frozen=True, slots=True)
class MadeKeys:
    """A unit's new keys: its pair, and the three recovery pages, which exist nowhere else."""

    unit: str
    epoch: int
    pair: KeyPair
    pages: tuple[Page, Page, Page]


async def create(
    work: LedgerWork, signed: Signed, kind: UnitKind, name: str, now: datetime, unit_id: str | None = None
) -> str:
    """Make a unit and return its id (a slug, random for receiving units). Raises `NotAllowed`, `BadInput`."""
    _only_sysadmin(signed)
    chosen = kind.value if kind in SINGLE else unit_id or f"unit-{secrets.token_hex(3)}"
    try:
        await work.units.add(
            Unit(id=chosen, name=checked_name(name), kind=kind.value, contact_note=None, created_at=now)
        )
    except AlreadyDone:
        raise BadInput("units.error.exists") from None
    await access.record(work, AccessKind.UNIT_MADE, signed, unit=chosen, details=kind.value, at=now)
    return chosen


async def rename(work: LedgerWork, signed: Signed, unit: str, name: str, now: datetime) -> None:
    """A new name; reporters see it after the next policy."""
    _only_sysadmin(signed)
    row = await work.units.get(unit)
    await work.units.change(unit, checked_name(name), row.contact_note)
    await access.record(work, AccessKind.UNIT_CHANGED, signed, unit=unit, at=now)


def checked_name(name: str) -> str:
    """The name without blanks around; raises `BadInput`."""
    plain = " ".join(name.split())
    if not 1 <= len(plain) <= LONGEST_NAME:
        raise BadInput("units.error.name", count=LONGEST_NAME)
    return plain


async def make_seed(ledger: Ledger, signed: Signed, unit: str, zone: ZoneInfo, now: datetime) -> MadeKeys:
    """Make the unit's first seed, recovery pair and roster in its first member's session, whose own pair is open.

    Raises `NotAllowed` for anybody but the member who was invited as the first, `AlreadyDone` once there is a key.
    """
    own = signed.keyring.own
    if unit not in signed.member.units or signed.member.may(Role.SYSADMIN):
        raise NotAllowed("only the unit's first member makes its keys")
    pair, recovery = KeyPair.generate(), KeyPair.generate()
    async with ledger.begin() as work:
        if await work.unit_keys.newest(unit) is not None:
            raise AlreadyDone("this unit has its keys")
        await work.unit_keys.add(
            UnitKey(
                unit_id=unit, epoch=FIRST_EPOCH, public_identity=pair.public.data,
                recovery_public=recovery.public.data,
                recovery_sealed_seed=seal_for_recovery(unit, FIRST_EPOCH, pair, recovery.public),
                pages_confirmed_at=None, created_at=now, made_by=signed.member.staff_id,
                founded=sign_founding(unit, FIRST_EPOCH, pair.public, signed.member.staff_id, own),
            )
        )  # fmt: skip
        sealed = seal_unit_seed(unit, FIRST_EPOCH, pair, own.public)
        await work.seeds.put(unit, FIRST_EPOCH, signed.member.staff_id, sealed)
        await rosters.begin(work, unit, pair, _myself(signed, clock.local_day(now, zone)), now)
        await access.record(work, AccessKind.UNIT_SEED_MADE, signed, unit=unit, at=now)
        await access.record(work, AccessKind.PAGES_PRINTED, signed, unit=unit, at=now)
    return MadeKeys(unit, FIRST_EPOCH, pair, split(recovery.seed))


def _myself(signed: Signed, day: date) -> Member:
    """The first member, who admits themselves."""
    return Member(signed.member.staff_id, signed.keyring.own.public, signed.member.staff_id, day)


async def new_pages(ledger: Ledger, signed: Signed, unit: str, now: datetime) -> MadeKeys:
    """A new recovery pair for every live epoch; the old pages stay good until a policy names the new ones.

    Raises `NotAllowed` unless a member whose pair is open asks.
    """
    recovery = KeyPair.generate()
    async with ledger.begin() as work:
        key = await newest_key(work, unit)
        for live in await epochs.known(work, unit, await policy_book.current(work)):
            if live.erased_at is None and signed.keyring.holds(unit, live.epoch):
                pair = signed.keyring.unit_pair(unit, live.epoch)
                sealed = seal_for_recovery(unit, live.epoch, pair, recovery.public)
                await work.unit_keys.set_recovery(unit, live.epoch, recovery.public.data, sealed)
        pair = signed.keyring.unit_pair(unit, key.epoch)
        await access.record(work, AccessKind.PAGES_PRINTED, signed, unit=unit, at=now)
        return MadeKeys(unit, key.epoch, pair, split(recovery.seed))


def check_page(asked: Page, typed: str) -> None:
    """Whether this page was typed back; raises `PageMistyped`, which carries the place of a wrong group."""
    page = Page.parse(typed)
    if (page.letter, page.set_number) != (asked.letter, asked.set_number):
        raise PageMistyped("another page was asked for")
    if page.halves != asked.halves:
        raise PageMistyped("the page differs from the printed one")


async def confirm_page(ledger: Ledger, signed: Signed, unit: str, asked: Page, typed: str, now: datetime) -> None:
    """The pages are on paper: the page asked for was typed back. Raises `PageMistyped`, `NotAllowed`."""
    if unit not in signed.member.units:
        raise NotAllowed("not a member of this unit")
    check_page(asked, typed)
    async with ledger.begin() as work:
        key = await newest_key(work, unit)
        for live in await epochs.known(work, unit, await policy_book.current(work)):
            if live.recovery_public == key.recovery_public:
                await work.unit_keys.confirm_pages(unit, live.epoch, now)
        await access.record(work, AccessKind.PAGES_CONFIRMED, signed, unit=unit, at=now)


async def code_of(services: Services, signed: Signed, unit: str) -> str:
    """The unit's key code for reading out, from the key that the member's own password opened.

    Raises `BadInput` where this member cannot know that it is the unit's, `SignatureBroken` for an exchanged key.
    """
    async with services.ledger.read() as work:
        epoch = (await newest_key(work, unit)).epoch
    pair = signed.keyring.unit_pair(unit, epoch)
    if not signed.keyring.answers_for(unit, epoch):
        raise BadInput("units.error.founder_reads")
    return await services.derive(pair.public.key_code)


async def newest_key(work: LedgerWork, unit: str) -> UnitKey:
    """The key of the unit's newest epoch; raises `NotFound` before there is one."""
    return await epochs.required(work, unit, await policy_book.current(work))


def _only_sysadmin(signed: Signed) -> None:
    if not signed.member.may(Role.SYSADMIN):
        raise NotAllowed("only the system administrator makes units")

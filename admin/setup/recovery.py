"""A unit comes back by two of its three pages, typed by who is to be its first member again.

The pages are typed into that person's own browser session, never into a shell. What they restore is checked against
the recovery key that the signed policy names, so nobody can swap it. Afterwards the unit should be rotated and given
new pages: whoever has seen two pages holds the key.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from admin import access, policy_book
from admin.access import AccessKind
from admin.roles import Role
from admin.services import Services
from admin.setup import epochs, invitations, rosters
from admin.setup.invitations import For, Invited
from admin.signed import Signed
from kit import clock
from storage.errors import NotAllowed, NotFound
from storage.unit_of_work import LedgerWork
from storage.vault.pages import Page, restore
from storage.vault.policy import Policy
from storage.vault.policy_document import Epoch, PolicyUnit, UnitKind
from storage.vault.roster import Member
from storage.vault.secret import SecretText
from storage.vault.seeds import PublicIdentity
from storage.vault.unit import open_for_recovery, seal_unit_seed

_ROLES = {
    UnitKind.CUSTODY: (Role.CUSTODIAN,),
    UnitKind.OFFICE: (Role.OFFICE,),
    UnitKind.ESCALATION: (Role.OFFICE, Role.HANDLER),
    UnitKind.RECEIVING: (Role.HANDLER,),
}


async def create_link(work: LedgerWork, unit: str, name: str, now: datetime) -> SecretText:
    """A one-time link for whoever is to bring the unit back; raises `NotFound` for a unit that no policy names."""
    named = _named(await policy_book.required(work), unit)
    invited = Invited(name, _ROLES[named.kind], unit)
    token = await invitations.write(work, For.RECOVERY, invited, None, now)
    await access.record(work, AccessKind.STAFF_INVITED, unit=unit, details=For.RECOVERY.value, at=now)
    return token


async def may_recover(work: LedgerWork, signed: Signed, unit: str) -> bool:
    """Whether this member waits before the unit, which a recovery link or the administrator brings about."""
    return any(row.staff_id == signed.member.staff_id for row in await work.memberships.waiting(unit))


async def recover(services: Services, signed: Signed, unit: str, typed: Sequence[str], now: datetime) -> None:
    """Restore every live epoch of the unit from two typed pages and seal each to this member, whose pair is open.

    Raises `PageMistyped` for pages that do not fit each other or the policy, `NotAllowed`, `RosterRefused`.
    """
    pages = [Page.parse(page) for page in typed]
    own = signed.keyring.own
    day = clock.local_day(now, services.settings.zone)
    async with services.ledger.begin() as work:
        if not await may_recover(work, signed, unit):
            raise NotAllowed("only who waits before the unit brings it back")
        named = _named(await policy_book.required(work), unit)
        recovery = restore(pages, PublicIdentity(named.recovery_public))
        roster = await rosters.current(work, unit)
        for epoch in [*named.epochs, *await _prepared(work, named)]:
            pair = open_for_recovery(unit, epoch.epoch, epoch.sealed_seed, recovery, epoch.public)
            sealed = seal_unit_seed(unit, epoch.epoch, pair, own.public)
            await work.seeds.put(unit, epoch.epoch, signed.member.staff_id, sealed)
            if epoch.epoch == roster.epoch:
                newcomer = Member(signed.member.staff_id, own.public, signed.member.staff_id, day)
                await rosters.grow(work, roster, pair, newcomer, now)
        await work.memberships.set(unit, signed.member.staff_id, "joined", now)
        await access.record(work, AccessKind.UNIT_RECOVERED, signed, unit=unit, at=now)


async def _prepared(work: LedgerWork, named: PolicyUnit) -> list[Epoch]:
    """Later epochs that no policy names yet: the key of the one before signed them, and the same pages open them."""
    return [
        Epoch(epoch=row.epoch, identity=row.public_identity, sealed_seed=row.recovery_sealed_seed)
        for row in await epochs.known(work, named.id, await policy_book.current(work))
        if row.epoch > named.current.epoch and row.recovery_sealed_seed and row.erased_at is None
    ]


def _named(policy: Policy, unit: str) -> PolicyUnit:
    found = policy.document.find(unit)
    if found is None:
        raise NotFound("no policy names this unit")
    return found

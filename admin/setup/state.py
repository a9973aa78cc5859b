"""Reads what set-up has reached so far, for the ordered list."""

from __future__ import annotations

from datetime import datetime

from admin import policy_book
from admin.access import AccessKind
from admin.setup import desk, epochs
from admin.setup.checklist import Facts, UnitFacts
from storage.tables.ledger import Unit
from storage.unit_of_work import LedgerWork
from storage.vault.policy import Policy
from storage.vault.policy_document import UnitKind


async def facts(work: LedgerWork, now: datetime) -> Facts:
    """Everything the list is made of, in one transaction."""
    policy = await policy_book.current(work)
    invited = {row.unit_id for row in await work.invitations.open(now) if row.first_of_unit}
    units = [await _unit(work, unit, policy, unit.id in invited) for unit in await work.units.all()]
    backup = await work.access.latest(AccessKind.BACKUP_MADE)
    return Facts(
        units=units,
        areas=len(await desk.areas(work)),
        office_phone=bool((await desk.contacts(work))["office_phone"]),
        policy_version=policy.version if policy else 0,
        proposal_open=bool(await work.proposals.open()),
        last_backup=backup.at if backup else None,
    )


async def _unit(work: LedgerWork, unit: Unit, policy: Policy | None, invited: bool) -> UnitFacts:
    key = await epochs.newest(work, unit.id, policy)
    members = await work.memberships.of_unit(unit.id)
    named = policy.document.find(unit.id) if policy else None
    return UnitFacts(
        id=unit.id,
        name=unit.name,
        kind=UnitKind(unit.kind),
        members=len(members),
        first_invited=invited or bool(members),
        has_seed=key is not None,
        pages_confirmed=key is not None and key.pages_confirmed_at is not None,
        live=key is not None and named is not None and named.current.identity == key.public_identity,
    )

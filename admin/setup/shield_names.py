"""Whose names exclude their unit: unit leaders, and members of the units that receive reports."""

from __future__ import annotations

from admin.setup import desk
from faq.names import toneless
from storage.unit_of_work import LedgerWork
from storage.vault.policy_document import ShieldName, UnitKind


async def of_unit(work: LedgerWork, unit: str, kind: UnitKind) -> tuple[ShieldName, ...]:
    """The names that stand in the policy for this unit, each once, in order of the alphabet."""
    names = set((await desk.leaders(work)).get(unit, ()))
    if kind in (UnitKind.RECEIVING, UnitKind.ESCALATION):
        theirs = await work.memberships.belonging(unit)
        members = await work.staff.many([row.staff_id for row in theirs])
        names |= {member.name for member in members.values() if member.disabled_at is None}
    return tuple(ShieldName(name=name, pinyin=toneless(name)) for name in sorted(names))

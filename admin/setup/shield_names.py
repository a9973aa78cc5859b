"""Whose names exclude their unit: unit leaders, and members of the units that receive reports."""

from __future__ import annotations

from functools import lru_cache

from admin.setup import desk
from storage.unit_of_work import LedgerWork
from storage.vault.policy_document import ShieldName, UnitKind


@lru_cache(maxsize=512)
def toneless(name: str) -> str:
    """Pinyin without tones, lower case, blanks between syllables; other letters as they are."""
    # Loading its tables takes 50 MB for a while, so it waits until a policy is drafted.
    from pypinyin import lazy_pinyin

    return " ".join(str(part).strip().lower() for part in lazy_pinyin(name) if str(part).strip())[:120]


async def of_unit(work: LedgerWork, unit: str, kind: UnitKind) -> tuple[ShieldName, ...]:
    """The names that stand in the policy for this unit, each once, in order of the alphabet."""
    names = set((await desk.leaders(work)).get(unit, ()))
    if kind in (UnitKind.RECEIVING, UnitKind.ESCALATION):
        joined = await work.memberships.of_unit(unit)
        members = await work.staff.many([row.staff_id for row in joined])
        names |= {member.name for member in members.values() if member.disabled_at is None}
    return tuple(ShieldName(name=name, pinyin=toneless(name)) for name in sorted(names))

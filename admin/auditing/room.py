"""What an auditor may read of the access ledger, and how it is read.

Auditors see entries of no lead and of leads open to their own units; an auditor of the escalation unit sees all. The
unit's kind is taken from the signed policy, never from a row. Whatever is counted or judged here is read through the
same scope, so that no number tells of a hidden lead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from admin.access import AccessKind
from admin.audit import verify_newest
from admin.auditing import patterns
from admin.auditing.alarms import SETTLED_AFTER, ChainState, Witness
from admin.auditing.patterns import Act, Finding
from admin.leads.words import document_of
from admin.restoring import RESTORED
from kit import clock
from storage.access import AccessFilter
from storage.errors import ChainBroken
from storage.unit_of_work import Ledger, LedgerWork
from storage.vault.chain import read_entry
from storage.vault.policy_document import UnitKind
from storage.vault.restore_block import read_block

if TYPE_CHECKING:
    from admin.signed import Member

MOST_ACTS: Final = 50_000
"""So many entries of the period are judged, the newest; the page says where there were more."""
NEWEST_BLOCKS: Final = 50


@dataclass(frozen=True, slots=True)
class Judged:
    """The findings of a period; `whole` is False where it held more than could be judged."""

    findings: list[Finding]
    whole: bool


async def scope_of(work: LedgerWork, member: Member) -> tuple[str, ...] | None:
    """The units whose leads' entries this auditor sees, None for all."""
    policy = await document_of(work)
    kinds = {unit.id: unit.kind for unit in policy.units} if policy else {}
    sees_all = any(kinds.get(unit) is UnitKind.ESCALATION for unit in member.units)
    return None if sees_all else member.units


async def judge(work: LedgerWork, units: Sequence[str] | None, since: datetime, zone: ZoneInfo) -> Judged:
    """The findings since then, judged in a thread."""
    exports = AccessFilter(kinds=(AccessKind.LEDGER_EXPORTED,), of_no_lead=True, since=since)
    others = AccessFilter(kinds=_kinds(), since=since)
    parts = [await work.access.bodies(units, wanted, MOST_ACTS) for wanted in (exports, others)]
    found = await asyncio.to_thread(lambda: patterns.findings(map(act_of, chain(*parts)), zone))
    return Judged(found, whole=all(len(part) < MOST_ACTS for part in parts))


def act_of(body: bytes) -> Act:
    """An entry's bytes as the rules see it: what the block holds, whatever the columns beside it say."""
    entry = read_entry(body)
    return Act(entry.kind, entry.actor, entry.lead_id, entry.at, entry.details)


async def chain_state(ledger: Ledger, now: datetime) -> ChainState:
    """How the chain stands: sealed, waiting, witnessed; the newest blocks are checked byte by byte."""
    broken_at = None
    try:
        await verify_newest(ledger, NEWEST_BLOCKS)
    except ChainBroken as error:
        broken_at = error.height
    async with ledger.read() as work:
        header = await work.blocks.last_header()
        waiting, since = await work.blocks.waiting()
        bots = await work.bots.all()
        mark = await work.settings.get(RESTORED)
        return ChainState(
            height=await work.blocks.height(),
            sealed_hour=_hour_of(header),
            waiting=waiting,
            waiting_since=since,
            settled_height=await work.blocks.height_at(clock.hour_of(now - SETTLED_AFTER - timedelta(hours=1))),
            witnesses=tuple(Witness(bot.bot_id.hex()[:6], bot.height, bot.seen_at) for bot in bots),
            restored_at=datetime.fromisoformat(mark.value["at"]) if mark and not mark.value["met"] else None,
            broken_at=broken_at,
        )


def _hour_of(header: bytes | None) -> datetime | None:
    try:
        return read_block(header).hour if header else None
    except ChainBroken:
        return None


def _kinds() -> tuple[str, ...]:
    return tuple(kind.value for kind in AccessKind if kind is not AccessKind.LEDGER_EXPORTED and patterns.wants(kind))

"""The end of an old epoch's seed: when nothing names it, no bot can still seal to it, and two weeks have passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from admin import access, policy_book
from admin.access import AccessKind
from admin.services import Services
from admin.signed import Signed
from storage import database
from storage.errors import BadInput, NotAllowed
from storage.tables.ledger import BotReport
from storage.unit_of_work import LedgerWork
from storage.vault.policy_document import UnitKind

WAIT: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides. `superseded` is the first policy that named a later epoch, and `since` when it came into force.

    `rows` are grants or shares sealed to the epoch, `requests` such that custody has still to decide, `index` copies of
    index keys that only this epoch opens, `older` still older seeds likewise. Each bot is its policy, and the oldest
    policy waiting in its outbox.
    """

    superseded: int | None
    since: datetime | None
    rows: int = 0
    requests: int = 0
    index: int = 0
    older: int = 0
    bots: Sequence[tuple[int, int | None]] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an epoch cannot go yet: text key `keys.wait.<kind>`, how many, and from when on."""

    kind: str
    count: int = 0
    day: datetime | None = None


def reasons_to_wait(facts: Facts, now: datetime) -> list[Reason]:
    """Empty where the epoch's seed may be erased. Pure."""
    if facts.superseded is None or facts.since is None:
        return [Reason("current")]
    counted = {"rows": facts.rows, "requests": facts.requests, "index": facts.index, "older": facts.older}
    counted["bots"] = sum(version < facts.superseded for version, _ in facts.bots)
    counted["outbox"] = sum(oldest is not None and oldest < facts.superseded for _, oldest in facts.bots)
    found = [Reason(kind, count) for kind, count in counted.items() if count]
    if now < facts.since + WAIT:
        found.append(Reason("days", day=facts.since + WAIT))
    return found


async def facts_of(work: LedgerWork, unit: str, epoch: int) -> Facts:
    """What is known of one epoch of a unit."""
    chain = await policy_book.chain(work)
    later = (one for one in chain if (found := one.document.find(unit)) and found.current.epoch > epoch)
    superseded = next((one.version for one in later), None)
    custody = bool(chain) and chain[-1].document.only(UnitKind.CUSTODY).id == unit
    counted = work.identities if custody else work.grants
    return Facts(
        superseded,
        await work.policies.active_since(superseded) if superseded else None,
        await counted.count_at(unit, epoch),
        await work.identity_requests.count_open_at(epoch) if custody else 0,
        await _only_copies(work, unit, epoch),
        await _only_seeds(work, unit, epoch),
        [_told(row) for row in await work.bots.all()],
    )


async def erase(services: Services, signed: Signed, unit: str, epoch: int, now: datetime) -> None:
    """Erase every sealing of the epoch's seed. Needs no key; raises `NotAllowed`, `BadInput` where it is too early."""
    if unit not in signed.member.units:
        raise NotAllowed("only a member erases an old key")
    async with services.ledger.begin() as work:
        if reasons_to_wait(await facts_of(work, unit, epoch), now):
            raise BadInput("keys.error.not_yet")
        await work.seeds.erase_epoch(unit, epoch)
        await work.lead_index.drop_keys(unit, epoch)
        if await work.unit_keys.mark_erased(unit, epoch, now):
            await access.record(work, AccessKind.EPOCH_ERASED, signed, unit=unit, details=str(epoch), at=now)
    await database.truncate_wal(services.ledger.engine)


async def _only_copies(work: LedgerWork, unit: str, epoch: int) -> int:
    """Index keys of which this epoch holds a copy and no later one does."""
    rows = await work.lead_index.keys_of(unit)
    later = {row.epoch for row in rows if row.sealed_to > epoch}
    return sum(row.sealed_to == epoch and row.epoch not in later for row in rows)


async def _only_seeds(work: LedgerWork, unit: str, epoch: int) -> int:
    """Still older epochs' seeds that this epoch opens and no later one does."""
    rows = await work.seeds.old(unit)
    later = {row.epoch for row in rows if row.sealed_to_epoch > epoch}
    return sum(row.sealed_to_epoch == epoch and row.epoch not in later for row in rows)


def _told(row: BotReport) -> tuple[int, int | None]:
    return row.policy_version, row.oldest_outbox_policy

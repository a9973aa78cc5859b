"""Rotation, last step: what lies under older epochs is sealed anew, slice by slice, within members' requests.

Nothing runs by itself, since nothing but a member's request holds a key. Every slice is its own transaction and takes
each row only as it was read, so a kill in between, or two members at once, lose nothing and do nothing twice.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from admin import access, policy_book
from admin.access import AccessKind
from admin.keyring import Keyring
from admin.leads.indexing import seal_on
from admin.services import Services
from admin.signed import Signed
from kit import logs
from storage.database import truncate_wal
from storage.errors import NotAllowed, NotFound, SealBroken, SignatureBroken, VaultError
from storage.tables.ledger import CustodyShare, Grant
from storage.unit_of_work import LedgerWork
from storage.vault.index import Holder
from storage.vault.lead import LeadKeys, SealedFor, UnitKey, move_share_two
from storage.vault.policy_document import PolicyUnit, UnitKind

log = logs.get(__name__)
SLICE: Final = 50
PATIENCE: Final = 2.0
"""Seconds after which a request begins no further slice: a page answers soon, and shows how far it came."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One row sealed anew: of which lead, from which epoch, and what stands there now. None where it does not open."""

    lead_id: bytes
    epoch: int
    sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Done:
    """What one request did: rows sealed anew, rows that do not open, rows still to do."""

    moved: int
    broken: int
    left: int


async def run(
    services: Services, signed: Signed, unit: str, now: datetime, patience: float = PATIENCE, most: int = 10**9
) -> Done:
    """Seal slices anew until nothing is left, `most` rows are done or `patience` (seconds) is over.

    `signed` is a member whose own pair is open. Rows that do not open are passed over, recorded, and stay behind.
    Raises `NotAllowed`, `NotFound` where no policy names the unit.
    """
    until, after, moved, broken = time.monotonic() + patience, None, 0, 0
    target = await _target(services, signed, unit)
    while moved + broken < most:
        rows = await _slice(services, target, after)
        if not rows:
            break
        after = (rows[-1].epoch, rows[-1].lead_id)
        # Off the event loop: a slice is some tens of milliseconds of arithmetic.
        done = await services.derive(_move, signed.keyring, target, rows)
        moved += await _keep(services, signed, target, done, now)
        broken += sum(one.sealed is None for one in done)
        if time.monotonic() > until:
            break
    return Done(moved, broken, await _finish(services, signed, target, moved, now))


async def left(work: LedgerWork, unit: PolicyUnit) -> int:
    """How many rows are still sealed to an epoch older than the one that the policy names."""
    if unit.kind is UnitKind.CUSTODY:
        return await work.identities.count_behind(unit.id, unit.current.epoch)
    return await work.grants.count_behind(unit.id, unit.current.epoch)


async def _target(services: Services, signed: Signed, unit: str) -> PolicyUnit:
    if unit not in signed.member.units:
        raise NotAllowed("only a member seals anew")
    async with services.ledger.read() as work:
        named = (await policy_book.required(work)).document.find(unit)
    if named is None:
        raise NotFound("no policy names this unit")
    return named


async def _slice(
    services: Services, unit: PolicyUnit, after: tuple[int, bytes] | None
) -> Sequence[Grant] | Sequence[CustodyShare]:
    async with services.ledger.read() as work:
        if unit.kind is UnitKind.CUSTODY:
            return await work.identities.shares_behind(unit.id, unit.current.epoch, SLICE, after)
        return await work.grants.behind(unit.id, unit.current.epoch, SLICE, after)


def _move(keyring: Keyring, unit: PolicyUnit, rows: Sequence[Grant] | Sequence[CustodyShare]) -> list[Moved]:
    """Each row under the key in force. Pure but for the keys that the keyring opens."""
    newer = UnitKey(unit.id, unit.current.epoch, unit.current.public)
    found = []
    for row in rows:
        sealed = SealedFor(unit.id, row.epoch, row.sealed)
        try:
            older = keyring.unit_pair(unit.id, row.epoch)
            if isinstance(row, CustodyShare):
                anew = move_share_two(row.lead_id, sealed, older, newer)
            else:
                anew = LeadKeys.from_grant(row.lead_id, sealed, older).grant_to(newer)
            found.append(Moved(row.lead_id, row.epoch, anew.sealed))
        except (SealBroken, SignatureBroken, NotAllowed):
            found.append(Moved(row.lead_id, row.epoch, None))
    return found


async def _keep(services: Services, signed: Signed, unit: PolicyUnit, done: Sequence[Moved], now: datetime) -> int:
    """One transaction; each row only where it still is as it was read. Returns how many were."""
    kept, epoch = 0, unit.current.epoch
    async with services.ledger.begin() as work:
        for one in done:
            if one.sealed is None:
                await access.record(work, AccessKind.SEAL_BROKEN, signed, one.lead_id, unit.id, "rotation", at=now)
            elif unit.kind is UnitKind.CUSTODY:
                kept += await work.identities.reseal(one.lead_id, one.epoch, epoch, one.sealed)
            else:
                kept += await work.grants.reseal(one.lead_id, unit.id, one.epoch, epoch, one.sealed)
    return kept


async def _finish(services: Services, signed: Signed, unit: PolicyUnit, moved: int, now: datetime) -> int:
    """What is left. With nothing left, index keys are sealed on, and their copies for older epochs go.

    A copy for an older epoch would let whoever left read search texts of leads whose grants no longer open to them.
    """
    current = unit.current.epoch
    async with services.ledger.begin() as work:
        remains = await left(work, unit)
        if remains:
            return remains
        newer = Holder(current, signed.keyring.unit_pair(unit.id, current))
        held = {row.sealed_to for row in await work.lead_index.keys_of(unit.id) if row.sealed_to < current}
        for epoch in sorted(held):
            await seal_on(work, unit.id, Holder(epoch, signed.keyring.unit_pair(unit.id, epoch)), newer)
            await work.lead_index.drop_keys(unit.id, epoch)
        if moved:
            await access.record(work, AccessKind.EPOCH_RESEALED, signed, unit=unit.id, details=str(current), at=now)
    if moved or held:
        await truncate_wal(services.ledger.engine)
    return 0


async def at_sign_in(services: Services, signed: Signed, now: datetime) -> None:
    """One slice for each of the member's units where something is left; `signed` has just given the password.

    Whatever goes wrong here keeps nobody from signing in: the page of the unit's key says it.
    """
    for unit in signed.member.units:
        try:
            async with services.ledger.read() as work:
                policy = await policy_book.current(work)
                named = policy.document.find(unit) if policy else None
                behind = await left(work, named) if named else 0
            if behind:
                await run(services, signed, unit, now, most=SLICE)
        except (VaultError, NotAllowed) as error:
            log.error("rotation_slice_failed", unit=unit, cause=str(error))

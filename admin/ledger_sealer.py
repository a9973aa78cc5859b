"""The access ledger's sealer: once a second it chains committed entries into a block and acknowledges new leads."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

from admin.access import AccessKind
from admin.restoring import may_seal
from admin.services import Services
from kit import clock, logs
from storage.errors import NotFound, StorageError
from storage.tables.ledger import AccessEntry
from storage.unit_of_work import LedgerWork
from storage.vault.chain import GENESIS, Block, make_header, read_entry, read_header
from storage.vault.restore_block import read_block

_SECOND: Final = 1.0
_ENTRIES_A_BLOCK: Final = 5000

log = logs.get(__name__)


async def run(services: Services) -> None:
    """Seal until cancelled; a database that fails is tried again a second later."""
    while True:
        try:
            await seal_once(services)
        except StorageError as error:
            log.warning("sealer_waits", cause=type(error).__name__)
        await asyncio.sleep(_SECOND)


async def seal_once(services: Services) -> int:
    """One block from the entries that are in none, ordered by their random ids; returns how many it holds.

    Runs under a lock of the database, so that of several admin processes one seals.
    """
    async with services.ledger.begin() as work:
        if not await work.blocks.lock() or not await may_seal(work, clock.now()):
            return 0
        entries = await work.blocks.unsealed(_ENTRIES_A_BLOCK)
        if not entries:
            return 0
        block, header = _next_block(await work.blocks.last_header(), entries, clock.hour_of(clock.now()))
        await work.blocks.append(block.height, header, block.hash, block.previous, block.hour, [e.id for e in entries])
        await _acknowledge(services, work, entries, block)
    return len(entries)


def _next_block(last: bytes | None, entries: list[AccessEntry], hour: datetime) -> tuple[Block, bytes]:
    before = read_block(last) if last is not None else None
    height, previous = (before.height + 1, before.hash) if before else (1, GENESIS)
    header = make_header(height, previous, [entry.body for entry in entries], hour)
    return read_header(header), header


async def _acknowledge(services: Services, work: LedgerWork, entries: list[AccessEntry], block: Block) -> None:
    """State, signed by the host key, which commitment stands in this block: proof of filing and precedence.

    What the block holds is stated, never what the lead's row says by now.
    """
    for row in entries:
        entry = read_entry(row.body)
        if entry.kind != AccessKind.LEAD_STORED:
            continue
        try:
            lead = await work.leads.clear_columns(entry.lead_id)
        except NotFound:
            log.error("stored_lead_is_gone", height=block.height)
            continue
        proof = services.host_key.acknowledge(lead.id, bytes.fromhex(entry.details), entry.at, block)
        await work.blocks.acknowledge(lead.id, proof.body, proof.signature, block.height)

"""Checking the access ledger whole, each stored lead against its entry, and one acknowledgement against both."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Sequence
from typing import Final

from admin import policy_book
from admin.access import AccessKind
from admin.services import Services
from storage.errors import ChainBroken, NotFound, SealBroken, SignatureBroken
from storage.tables.ledger import AccessEntry
from storage.unit_of_work import Ledger, LedgerWork
from storage.vault.chain import (
    Acknowledged,
    Acknowledgement,
    Block,
    Entry,
    check_entries,
    read_acknowledgement,
    read_entry,
)
from storage.vault.restore_block import Restore, as_restore, follow, read_block, read_restore

_PAGE: Final = 500
_MANY: Final = 1_000_000
_SOON: Final = 5000


async def verify_chain(ledger: Ledger) -> int:
    """The height up to which every block extends the one before and holds its entries; raises `ChainBroken`.

    A gap is passed by a restore block only, with the signatures of office and custody as the policy names them.
    """
    last: Block | None = None
    async with ledger.read() as work:
        policies = await policy_book.chain(work)
        while headers := await work.blocks.headers(last.height if last else 0, _PAGE):
            for header in headers:
                last = follow(last, header, policies)
                rows = await work.blocks.rows_of(last.height)
                check_entries(last, [row.body for row in rows])
                _check_columns(last, rows)
        forgotten = await work.access.forgotten()
    height = last.height if last else 0
    if forgotten:
        raise ChainBroken(height, f"{forgotten} entries are in no block")
    return height


async def verify_newest(ledger: Ledger, blocks: int) -> int:
    """As `verify_chain` for the newest blocks alone, which a page can wait for; raises `ChainBroken`.

    All their headers must follow each other; entries are read for the newest, as many as are soon checked.
    """
    async with ledger.read() as work:
        policies = await policy_book.chain(work)
        begin = max(0, await work.blocks.height() - blocks)
        before = await work.blocks.headers(begin - 1, 1) if begin else []
        last = read_block(before[0]) if before else None
        chain = []
        for header in await work.blocks.headers(begin, blocks):
            last = follow(last, header, policies)
            chain.append(last)
        read = 0
        for block in reversed(chain):
            if read and read + block.count > _SOON:
                break
            read += block.count
            rows = await work.blocks.rows_of(block.height)
            check_entries(block, [row.body for row in rows])
            _check_columns(block, rows)
    return last.height if last else 0


async def verify_leads(services: Services) -> int:
    """How many stored leads are the ones that the chain of blocks fixed; raises `ChainBroken` for the first other one.

    Call `verify_chain` first: here the entries are believed. A lead, its entry and its acknowledgement must name one
    commitment, and every lead has one entry.
    """
    seen: set[bytes] = set()
    async with services.ledger.read() as work:
        host_keys = await _host_keys(services, work)
        for height in await work.blocks.heights():
            for entry in map(read_entry, await work.blocks.entries_of(height)):
                if entry.kind != AccessKind.LEAD_STORED:
                    continue
                if entry.lead_id in seen:
                    raise ChainBroken(height, f"lead {entry.lead_id.hex()} is said to be stored a second time")
                await _check_lead(work, host_keys, height, entry)
                seen.add(entry.lead_id)
        unsealed = {row.lead_id for row in await work.blocks.unsealed(_MANY) if row.kind == AccessKind.LEAD_STORED}
        strangers = [lead for lead in await work.leads.ids() if lead not in seen and lead not in unsealed]
    if strangers:
        raise ChainBroken(0, f"lead {strangers[0].hex()} stands in no entry")
    return len(seen)


async def verify_proof(services: Services, file: bytes) -> Acknowledged:
    """What an acknowledgement states, if the host key signed it and its block holds the entry of that very lead.

    Raises `SignatureBroken` for a file that is none, and `ChainBroken` where the ledger knows another block or lead.
    """
    try:
        parts = json.loads(file)
        proof = Acknowledgement(b64decode(parts["body"]), b64decode(parts["signature"]))
    except (ValueError, KeyError, TypeError):
        raise SignatureBroken("this file is no acknowledgement") from None
    async with services.ledger.read() as work:
        stated = _read_proof(proof, await _host_keys(services, work))
        headers = await work.blocks.headers(stated.height - 1, 1)
        if not headers or read_block(headers[0]).hash != stated.block_hash:
            raise ChainBroken(stated.height, await _why_another(work, stated.height))
        bodies = await work.blocks.entries_of(stated.height)
        check_entries(read_block(headers[0]), bodies)
        entries = [entry for entry in map(read_entry, bodies) if _stores(entry, stated.lead_id)]
        if not entries or entries[0].details != stated.commitment.hex():
            raise ChainBroken(stated.height, "the block does not hold what is acknowledged")
        await _check_row(work, stated.height, entries[0])
    return stated


async def restores(work: LedgerWork) -> list[Restore]:
    """What every restore block of the ledger states, oldest first; `verify_chain` has checked their signatures."""
    found = map(as_restore, await work.blocks.headers_of(0))
    return [read_restore(signed.body) for signed in found if signed is not None]


async def _host_keys(services: Services, work: LedgerWork) -> list[bytes]:
    """This host's key and every one that the policies have named: an older acknowledgement stays good."""
    named = [policy.document.host_key for policy in reversed(await policy_book.chain(work))]
    return list(dict.fromkeys([services.host_key.public, *named]))


def _read_proof(proof: Acknowledgement, host_keys: Sequence[bytes]) -> Acknowledged:
    for key in host_keys:
        try:
            return read_acknowledgement(proof, key)
        except SignatureBroken:
            continue
    raise SignatureBroken("no host key of this office has signed this")


async def _why_another(work: LedgerWork, height: int) -> str:
    for restore in await restores(work):
        if restore.resumed.height < height <= restore.witnessed.height:
            return f"this block was lost in the restore of {restore.hour.date().isoformat()}"
    return "the ledger holds another block here"


def _stores(entry: Entry, lead_id: bytes) -> bool:
    return entry.kind == AccessKind.LEAD_STORED and entry.lead_id == lead_id


async def _check_lead(work: LedgerWork, host_keys: Sequence[bytes], height: int, entry: Entry) -> None:
    """Lead, entry and acknowledgement of one filing."""
    await _check_row(work, height, entry)
    row = await work.blocks.acknowledgement(entry.lead_id)
    try:
        if row is None:
            raise SignatureBroken("there is none")
        stated = _read_proof(Acknowledgement(row.body, row.signature), host_keys)
    except SignatureBroken as error:
        raise ChainBroken(height, f"lead {entry.lead_id.hex()} has no acknowledgement that verifies") from error
    if (stated.lead_id, stated.commitment.hex(), stated.height) != (entry.lead_id, entry.details, height):
        raise ChainBroken(height, f"the acknowledgement of lead {entry.lead_id.hex()} states something else")


async def _check_row(work: LedgerWork, height: int, entry: Entry) -> None:
    """The lead as it stands in its table: a lead replaced whole has another commitment."""
    try:
        lead = await work.leads.clear_columns(entry.lead_id)
    except NotFound:
        raise ChainBroken(height, f"lead {entry.lead_id.hex()} is gone") from None
    if lead.commitment.hex() != entry.details:
        raise ChainBroken(height, f"lead {entry.lead_id.hex()} is not the one that was filed")


def _check_columns(block: Block, rows: Sequence[AccessEntry]) -> None:
    """What entries are found by must say what their bytes say: hidden from a search is hidden too."""
    for row in rows:
        try:
            entry = read_entry(row.body)
        except SealBroken as error:
            raise ChainBroken(block.height, "an entry cannot be read") from error
        columns = (row.id, row.kind, row.actor_id or b"", row.unit_id or "", row.lead_id or b"")
        if columns != (entry.id, entry.kind, entry.actor, entry.unit, entry.lead_id):
            raise ChainBroken(block.height, "an entry's columns differ from what the block holds")

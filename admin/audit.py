"""Checking the access ledger whole, and one acknowledgement against it."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Final

from admin.services import Services
from storage.errors import ChainBroken, SignatureBroken
from storage.unit_of_work import Ledger
from storage.vault.chain import (
    Acknowledged,
    Acknowledgement,
    Block,
    check_entries,
    extend,
    read_acknowledgement,
    read_header,
)

_PAGE: Final = 500


async def verify_chain(ledger: Ledger) -> int:
    """The height up to which every block extends the one before and holds its entries; raises `ChainBroken`."""
    last: Block | None = None
    async with ledger.read() as work:
        while headers := await work.blocks.headers(last.height if last else 0, _PAGE):
            for header in headers:
                last = extend(last, header)
                check_entries(last, await work.blocks.entries_of(last.height))
        forgotten = await work.access.forgotten()
    height = last.height if last else 0
    if forgotten:
        raise ChainBroken(height, f"{forgotten} entries are in no block")
    return height


async def verify_proof(services: Services, file: bytes) -> Acknowledged:
    """What an acknowledgement states, if the host key signed it and its block stands in the ledger.

    Raises `SignatureBroken` for a file that is none, and `ChainBroken` where the ledger knows another block.
    """
    try:
        parts = json.loads(file)
        proof = Acknowledgement(b64decode(parts["body"]), b64decode(parts["signature"]))
    except (ValueError, KeyError, TypeError):
        raise SignatureBroken("this file is no acknowledgement") from None
    stated = read_acknowledgement(proof, services.host_key.public)
    async with services.ledger.read() as work:
        headers = await work.blocks.headers(stated.height - 1, 1)
    if not headers or read_header(headers[0]).hash != stated.block_hash:
        raise ChainBroken(stated.height, "the ledger holds another block here")
    return stated

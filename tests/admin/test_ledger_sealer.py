"""The sealer: every committed entry in exactly one block, every new lead acknowledged."""

import asyncio

import pytest

from admin.audit import verify_chain
from admin.intake import store_lead
from admin.ledger_sealer import seal_once
from admin.services import Services
from admin.setup.founding import Founded
from storage.vault.chain import Acknowledgement, read_acknowledgement, read_header
from tests.admin.api.sealed import Tip, tip

pytestmark = pytest.mark.anyio


async def sealed(office: Services) -> int:
    """Seal until nothing waits; how many entries went in."""
    total = 0
    while count := await seal_once(office):
        total += count
    return total


async def filed(office: Services, founded: Founded) -> Tip:
    made = tip(founded)
    await store_lead(office, made.envelope)
    return made


async def test_nothing_waiting_makes_no_block(office: Services) -> None:
    await sealed(office)
    async with office.ledger.read() as work:
        before = await work.blocks.height()
    assert await seal_once(office) == 0
    async with office.ledger.read() as work:
        assert await work.blocks.height() == before


async def test_every_entry_is_in_exactly_one_block(office: Services, founded: Founded) -> None:
    await sealed(office)
    for _ in range(3):
        await filed(office, founded)
    assert await sealed(office) == 3
    assert await verify_chain(office.ledger) >= 2


async def test_two_sealers_at_one_instant_seal_each_entry_once(office: Services, founded: Founded) -> None:
    await sealed(office)
    for _ in range(4):
        await filed(office, founded)
    assert sum(await asyncio.gather(*(seal_once(office) for _ in range(4)))) == 4
    await verify_chain(office.ledger)


async def test_a_new_lead_is_acknowledged_in_its_block_by_the_host_key(office: Services, founded: Founded) -> None:
    await sealed(office)
    made = await filed(office, founded)
    await sealed(office)
    async with office.ledger.read() as work:
        found = await work.thread.look_up(made.envelope.lookup_id)
        assert found is not None
        assert found.acknowledgement is not None
        proof = Acknowledgement(found.acknowledgement.body, found.acknowledgement.signature)
        height = await work.blocks.height()
        (header,) = await work.blocks.headers(height - 1, 1)
    stated = read_acknowledgement(proof, founded.policy.document.host_key)
    assert (stated.lead_id, stated.commitment) == (made.envelope.lead_id, made.envelope.commitment)
    assert (stated.height, stated.block_hash) == (height, read_header(header).hash)

"""Checking the access ledger whole: what was changed, cut out or added is named by its block."""

import base64
import json
from dataclasses import replace

import pytest

from admin.access import AccessKind, record
from admin.audit import verify_chain, verify_leads, verify_newest, verify_proof
from admin.intake import store_lead
from admin.ledger_sealer import seal_once
from admin.services import Services
from admin.setup.founding import Founded
from storage.errors import ChainBroken, SignatureBroken
from storage.vault.chain import HostKey, read_header
from storage.vault.secret import SecretBytes
from tests.admin.api.sealed import Tip, tip
from tests.admin.thieves import write

pytestmark = pytest.mark.anyio


@pytest.fixture
async def filed(office: Services, founded: Founded) -> Tip:
    made = tip(founded)
    await store_lead(office, made.envelope)
    while await seal_once(office):
        continue
    return made


async def tamper(office: Services, statement: str) -> None:
    async with office.ledger.engine.begin() as connection:
        await connection.exec_driver_sql(statement)


async def proof_of(office: Services, filed: Tip) -> bytes:
    async with office.ledger.read() as work:
        found = await work.thread.look_up(filed.envelope.lookup_id)
    assert found is not None
    assert found.acknowledgement is not None
    parts = {"body": found.acknowledgement.body, "signature": found.acknowledgement.signature}
    return json.dumps({name: base64.b64encode(value).decode() for name, value in parts.items()}).encode()


async def test_an_untouched_ledger_holds_together(office: Services, filed: Tip) -> None:
    assert await verify_chain(office.ledger) >= 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_entries SET body = zeroblob(length(body)) WHERE kind = 'lead_stored'",
        "DELETE FROM access_entries WHERE kind = 'lead_stored'",
        "DELETE FROM block_entries WHERE position = 0",
        "UPDATE block_entries SET position = position + 1000 WHERE position = 0",
    ],
)
async def test_a_changed_or_missing_entry_is_found(office: Services, filed: Tip, statement: str) -> None:
    await tamper(office, "PRAGMA foreign_keys=OFF")
    await tamper(office, statement)
    with pytest.raises(ChainBroken):
        await verify_chain(office.ledger)


async def replace_lead(office: Services, founded: Founded, filed: Tip) -> Tip:
    """Another lead in the row of the one filed: its own seed, story, receipt and commitment, all fitting each other."""
    other = tip(founded)
    envelope = other.envelope
    await write(
        office,
        "UPDATE leads SET content = :content, commitment = :commitment, lead_public = :public, receipt_key = :receipt"
        " WHERE id = :id",
        content=envelope.content, commitment=envelope.commitment, public=envelope.lead_public,
        receipt=envelope.receipt_key, id=filed.envelope.lead_id,
    )  # fmt: skip
    return other


async def test_stored_leads_are_the_ones_that_were_filed(office: Services, filed: Tip) -> None:
    assert await verify_leads(office) == 1


async def test_what_an_earlier_host_key_signed_stays_good(office: Services, filed: Tip) -> None:
    anew = replace(office, host_key=HostKey(SecretBytes.random()))
    assert await verify_leads(anew) == 1
    assert (await verify_proof(anew, await proof_of(office, filed))).lead_id == filed.envelope.lead_id


async def test_a_lead_replaced_whole_is_found(office: Services, founded: Founded, filed: Tip) -> None:
    proof = await proof_of(office, filed)
    await replace_lead(office, founded, filed)
    assert await verify_chain(office.ledger) >= 1
    with pytest.raises(ChainBroken, match="not the one that was filed"):
        await verify_leads(office)
    with pytest.raises(ChainBroken, match="not the one that was filed"):
        await verify_proof(office, proof)


async def test_a_lead_that_is_gone_is_found(office: Services, filed: Tip) -> None:
    await write(office, "DELETE FROM acknowledgements", "DELETE FROM grants", "DELETE FROM leads")
    with pytest.raises(ChainBroken, match="is gone"):
        await verify_leads(office)


async def test_a_lead_slipped_in_past_the_product_is_found(office: Services, founded: Founded, filed: Tip) -> None:
    async with office.ledger.begin() as work:
        await work.leads.store(tip(founded).envelope)
    with pytest.raises(ChainBroken, match="stands in no entry"):
        await verify_leads(office)


async def test_a_second_entry_for_a_replaced_lead_is_found(office: Services, founded: Founded, filed: Tip) -> None:
    other = await replace_lead(office, founded, filed)
    await write(office, "DELETE FROM acknowledgements")
    async with office.ledger.begin() as work:
        fixed = other.envelope.commitment.hex()
        await record(work, AccessKind.LEAD_STORED, lead_id=filed.envelope.lead_id, details=fixed)
    await seal_once(office)
    with pytest.raises(ChainBroken):
        await verify_leads(office)


async def test_an_acknowledgement_of_another_host_is_found(office: Services, filed: Tip) -> None:
    stranger = HostKey(SecretBytes.random())
    async with office.ledger.read() as work:
        block = read_header((await work.blocks.headers(0, 1))[0])
    forged = stranger.acknowledge(filed.envelope.lead_id, filed.envelope.commitment, filed.envelope.hour, block)
    await write(
        office,
        "UPDATE acknowledgements SET body = :body, signature = :signature",
        body=forged.body, signature=forged.signature,
    )  # fmt: skip
    with pytest.raises(ChainBroken, match="no acknowledgement that verifies"):
        await verify_leads(office)


async def test_the_sealer_acknowledges_what_its_block_holds(office: Services, founded: Founded) -> None:
    made = tip(founded)
    await store_lead(office, made.envelope)
    await replace_lead(office, founded, made)
    while await seal_once(office):
        continue
    with pytest.raises(ChainBroken, match="not the one that was filed"):
        await verify_proof(office, await proof_of(office, made))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_entries SET kind = 'lead_printed' WHERE kind = 'lead_stored'",
        "UPDATE access_entries SET lead_id = NULL WHERE kind = 'lead_stored'",
        "UPDATE access_entries SET unit_id = 'police' WHERE kind = 'lead_stored'",
    ],
)
async def test_an_entry_hidden_from_searches_is_found(office: Services, filed: Tip, statement: str) -> None:
    await write(office, statement)
    with pytest.raises(ChainBroken, match="columns"):
        await verify_chain(office.ledger)


async def test_an_acknowledgement_is_checked_against_host_key_and_ledger(office: Services, filed: Tip) -> None:
    stated = await verify_proof(office, await proof_of(office, filed))
    assert stated.commitment == filed.envelope.commitment


@pytest.mark.parametrize("file", [b"", b"{}", b"[1]", b"\xff", b'{"body": "AAAA", "signature": "AAAA"}'])
async def test_a_file_that_is_none_is_refused_by_name(office: Services, file: bytes) -> None:
    with pytest.raises(SignatureBroken):
        await verify_proof(office, file)


async def test_an_acknowledgement_with_one_bit_turned_is_refused(office: Services, filed: Tip) -> None:
    parts = json.loads(await proof_of(office, filed))
    body = bytearray(base64.b64decode(parts["body"]))
    body[-1] ^= 1
    parts["body"] = base64.b64encode(bytes(body)).decode()
    with pytest.raises(SignatureBroken):
        await verify_proof(office, json.dumps(parts).encode())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_entries SET body = zeroblob(length(body)) WHERE kind = 'lead_stored'",
        "DELETE FROM access_entries WHERE kind = 'lead_stored'",
        "UPDATE access_entries SET kind = 'sign_in' WHERE kind = 'lead_stored'",
        "UPDATE blocks SET header = zeroblob(length(header)) WHERE height = 1",
    ],
)
async def test_the_check_of_the_newest_blocks_finds_the_same(office: Services, filed: Tip, statement: str) -> None:
    assert await verify_newest(office.ledger, 50) == await verify_chain(office.ledger)
    await tamper(office, statement)
    with pytest.raises(ChainBroken):
        await verify_newest(office.ledger, 50)


async def test_the_check_of_the_newest_blocks_goes_back_no_further_than_asked(office: Services, filed: Tip) -> None:
    async with office.ledger.begin() as work:
        await record(work, AccessKind.SIGN_OUT)
    assert await seal_once(office) == 1
    await tamper(office, "DELETE FROM access_entries WHERE kind = 'lead_stored'")
    assert await verify_newest(office.ledger, 1) == 2
    with pytest.raises(ChainBroken):
        await verify_newest(office.ledger, 2)

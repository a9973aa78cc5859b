"""Checking the access ledger whole: what was changed, cut out or added is named by its block."""

import base64
import json

import pytest

from admin.audit import verify_chain, verify_proof
from admin.intake import store_lead
from admin.ledger_sealer import seal_once
from admin.services import Services
from admin.setup.founding import Founded
from storage.errors import ChainBroken, SignatureBroken
from tests.admin.api.sealed import Tip, tip

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

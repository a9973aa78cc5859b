"""Sealed leads and follow-ups coming in."""

import asyncio

import httpx
import pytest

from admin.services import Services
from admin.setup.founding import Founded
from storage.vault.receipt import ReceiptKeys
from storage.vault.secret import SecretBytes
from tests.admin.api.sealed import JSON, tip

pytestmark = pytest.mark.anyio
NEW = {"stored": True, "known": False}
KNOWN = {"stored": True, "known": True}


async def test_a_lead_is_stored_once_however_often_it_is_sent(bot: httpx.AsyncClient, founded: Founded) -> None:
    made = tip(founded)
    assert (await bot.post("leads", content=made.body, headers=JSON)).json() == NEW
    assert (await bot.post("leads", content=made.body, headers=JSON)).json() == KNOWN


async def test_at_one_instant_it_is_new_to_one(bot: httpx.AsyncClient, founded: Founded, office: Services) -> None:
    made = tip(founded)
    answers = await asyncio.gather(*(bot.post("leads", content=made.body, headers=JSON) for _ in range(6)))
    assert sorted(answer.json()["known"] for answer in answers) == [False] + [True] * 5
    async with office.ledger.read() as work:
        entries = await work.access.of_lead(made.envelope.lead_id)
    assert [entry.kind for entry in entries] == ["lead_stored"]


async def test_another_lead_under_a_known_id_is_a_conflict(bot: httpx.AsyncClient, founded: Founded) -> None:
    made, other = tip(founded), tip(founded)
    await bot.post("leads", content=made.body, headers=JSON)
    thief = other.envelope.model_copy(update={"lead_id": made.envelope.lead_id})
    answer = await bot.post("leads", content=thief.model_dump_json().encode(), headers=JSON)
    assert answer.status_code == 409


async def test_a_follow_up_is_stored_once_and_verified(
    bot: httpx.AsyncClient, founded: Founded, office: Services
) -> None:
    made = tip(founded)
    await bot.post("leads", content=made.body, headers=JSON)
    body = made.follow_up().model_dump_json().encode()
    assert (await bot.post("messages", content=body, headers=JSON)).json() == NEW
    assert (await bot.post("messages", content=body, headers=JSON)).json() == KNOWN
    async with office.ledger.read() as work:
        messages = await work.thread.messages(made.envelope.lead_id)
    assert [(one.sender, one.verified) for one in messages] == [("reporter", True)]


async def test_a_forged_follow_up_is_kept_and_marked(
    bot: httpx.AsyncClient, founded: Founded, office: Services
) -> None:
    made = tip(founded)
    await bot.post("leads", content=made.body, headers=JSON)
    forged = made.follow_up(signer=ReceiptKeys.expand(SecretBytes.random()))
    assert (await bot.post("messages", content=forged.model_dump_json().encode(), headers=JSON)).json() == NEW
    async with office.ledger.read() as work:
        messages = await work.thread.messages(made.envelope.lead_id)
    assert [one.verified for one in messages] == [False]


async def test_a_follow_up_before_its_lead_is_404_so_that_it_waits(bot: httpx.AsyncClient, founded: Founded) -> None:
    body = tip(founded).follow_up().model_dump_json().encode()
    answer = await bot.post("messages", content=body, headers=JSON)
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})

"""What every bot host fetches to believe nobody's word."""

import httpx
import pytest

from admin.ledger_sealer import seal_once
from admin.services import Services
from admin.setup.founding import Founded
from storage.vault.binding import new_id
from storage.vault.chain import extend
from storage.vault.policy import verify_chain
from storage.wire import BlockHeaders, BotReport, Desk, PolicyChain
from tests.admin.api.sealed import JSON

pytestmark = pytest.mark.anyio


async def test_the_policies_come_as_signed_and_hold_together(bot: httpx.AsyncClient, founded: Founded) -> None:
    chain = PolicyChain.model_validate_json((await bot.get("policies")).content)
    policies = verify_chain([part.signed() for part in chain.policies], founded.policy.fingerprint)
    assert [policy.version for policy in policies] == [1]
    later = PolicyChain.model_validate_json((await bot.get("policies", params={"after": 1})).content)
    assert later.policies == ()


async def test_contacts_that_are_empty_are_left_out(bot: httpx.AsyncClient) -> None:
    desk = Desk.model_validate_json((await bot.get("desk")).content)
    assert desk.contacts["office_phone"] == "13800000000"
    assert all(desk.contacts.values())


async def test_block_headers_extend_one_another(bot: httpx.AsyncClient, office: Services) -> None:
    while await seal_once(office):
        continue
    shown = BlockHeaders.model_validate_json((await bot.get("blocks")).content)
    last = None
    for header in shown.headers:
        last = extend(last, header)
    assert last is not None
    rest = BlockHeaders.model_validate_json((await bot.get("blocks", params={"after": last.height})).content)
    assert rest.headers == ()


async def test_a_bots_report_is_kept_as_its_last(bot: httpx.AsyncClient, office: Services) -> None:
    bot_id = new_id()
    for height in (3, 5):
        report = BotReport(bot_id=bot_id, policy_version=1, oldest_outbox_policy=None, height=height)
        answer = await bot.post("bots", content=report.model_dump_json().encode(), headers=JSON)
        assert answer.status_code == 200
    async with office.ledger.read() as work:
        kept = {one.bot_id: one.height for one in await work.bots.all()}
    assert kept[bot_id] == 5

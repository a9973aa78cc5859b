"""What a fresh bot host believes of an inside host that serves it an invented or an old chain of policies."""

import httpx
import pytest

from admin import policy_book
from bot.app import citizen_site
from bot.services import open_services
from storage.migrate import upgrade
from storage.vault.policy import Pin
from tests.admin.policies import second_policy
from tests.admin.thieves import forge, put_policy, write
from tests.bot.lines import Line, bot_settings
from tests.citizen import Citizen

pytestmark = pytest.mark.anyio


async def menu_of_a_fresh_host(line: Line, policy: str) -> tuple[int, bool, str]:
    """How many policies a fresh host fetched, whether it believes one, and what it says to who wants to report."""
    settings = bot_settings(line.folder / "fresh", line.founded, line.admin.service_token.reveal(), policy=policy)
    await upgrade(settings.database_url, "bot")
    async with open_services(settings, httpx.ASGITransport(app=line.door)) as bot:
        await bot.courier.round()
        anyone = Citizen.at("http://127.0.0.1", httpx.ASGITransport(app=citizen_site(bot)))
        page = await anyone.answer("menu", press="report")
        return bot.policies.height, bot.policies.believed is not None, page.words


async def test_an_invented_chain_is_not_believed_and_no_report_is_taken(own_line: Line) -> None:
    genuine = own_line.founded.policy
    await put_policy(own_line.admin, forge(genuine).link, genuine.fingerprint)
    height, believes, words = await menu_of_a_fresh_host(own_line, str(Pin.of(genuine)))
    assert (height, believes) == (1, False)
    assert "还没有开通" in words


async def test_an_old_chain_is_not_believed_by_a_host_that_was_told_of_a_newer(own_line: Line) -> None:
    await second_policy(own_line.admin, own_line.founded)
    async with own_line.admin.ledger.read() as work:
        newest = await policy_book.required(work)
    await write(own_line.admin, "DELETE FROM policies WHERE version > 1")
    height, believes, words = await menu_of_a_fresh_host(own_line, str(Pin.of(newest)))
    assert (height, believes) == (1, False)
    assert "还没有开通" in words


async def test_a_host_that_knows_newer_ones_keeps_them_and_hands_them_over(own_line: Line) -> None:
    await second_policy(own_line.admin, own_line.founded)
    await own_line.bot.courier.round()
    await write(own_line.admin, "DELETE FROM policies WHERE version > 1")
    await own_line.bot.courier.round()
    assert own_line.bot.policies.height == 2
    async with own_line.admin.ledger.read() as work:
        assert (await policy_book.required(work)).version == 2


async def test_an_inside_host_with_another_chain_is_handed_nothing_it_takes(own_line: Line) -> None:
    await second_policy(own_line.admin, own_line.founded)
    await own_line.bot.courier.round()
    await write(own_line.admin, "DELETE FROM policies WHERE version > 1")
    await put_policy(own_line.admin, forge(own_line.founded.policy).link, own_line.founded.policy.fingerprint)
    await own_line.bot.courier.round()
    assert own_line.bot.policies.believed is not None
    assert own_line.bot.policies.height == 2
    async with own_line.admin.ledger.read() as work:
        assert len(await work.policies.chain()) == 1

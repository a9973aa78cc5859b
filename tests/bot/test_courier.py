"""What the bot fetches by itself, and what it keeps when the other host fails or lies."""

import pytest

from kit import clock
from storage.vault.chain import make_header, read_header
from tests.bot.lines import Line

pytestmark = pytest.mark.anyio


async def test_one_round_brings_policy_contacts_and_headers(own_line: Line) -> None:
    await own_line.deliver()
    assert own_line.bot.policies.believed is not None
    assert own_line.bot.news.contacts["office_address"] == "试验县试验路1号"
    assert own_line.bot.witness.height >= 1


async def test_a_silent_host_changes_nothing(own_line: Line) -> None:
    await own_line.deliver()
    before = own_line.bot.witness.height
    own_line.door.shut = True
    await own_line.bot.courier.round()
    assert own_line.bot.policies.believed is not None
    assert own_line.bot.news.contacts
    assert (own_line.bot.witness.height, own_line.bot.witness.alarm) == (before, False)


async def test_the_admin_host_is_told_what_this_bot_holds(own_line: Line) -> None:
    await own_line.deliver()
    async with own_line.bot.store.read() as work:
        bot_id = await work.meta.get("bot_id")
    async with own_line.admin.ledger.read() as work:
        reports = {one.bot_id: one for one in await work.bots.all()}
    assert bot_id is not None
    assert reports[bot_id].policy_version == 1
    assert reports[bot_id].height == own_line.bot.witness.height


async def test_a_rewritten_ledger_raises_the_alarm_that_reporters_see(own_line: Line) -> None:
    citizen = own_line.citizen()
    receipt = await citizen.file()
    await citizen.leave_receipt(receipt)
    await own_line.deliver()
    forged = make_header(own_line.bot.witness.height + 1, b"x" * 32, [b"another past"], clock.hour_of(clock.now()))
    block = read_header(forged)
    async with own_line.admin.ledger.begin() as work:
        await work.blocks.append(block.height, forged, block.hash, block.previous, block.hour, [])
    await own_line.bot.courier.round()
    assert own_line.bot.witness.alarm
    assert "查阅记录对不上" in (await citizen.look_up(receipt)).words

"""An inside host that came back from a backup, seen from the bot host that knows more."""

import pytest
import time_machine

from admin import policy_book, restore_signing, restoring
from admin.audit import restores, verify_chain, verify_leads, verify_proof
from admin.ledger_sealer import seal_once
from admin.services import Services
from admin.setup import policies
from kit import clock
from storage.access import AccessFilter
from storage.errors import AlreadyDone, BadInput, ChainBroken, NotAllowed
from storage.vault.binding import new_id
from storage.vault.restore_block import Head, SignedRestore, read_block, sign_restore
from tests.admin.policies import second_policy
from tests.bot.lines import Line
from tests.bot.restored import back_up, back_up_and_go_on, restored, sign, sign_both, witnessed

pytestmark = pytest.mark.anyio


async def seal_all(services: Services) -> int:
    total = 0
    while count := await seal_once(services):
        total += count
    return total


async def test_a_restored_ledger_goes_on_over_a_block_that_office_and_custody_sign(own_line: Line) -> None:
    await own_line.citizen().file()
    backup = await back_up_and_go_on(own_line)
    bot, saw = own_line.bot, own_line.bot.witness.height
    async with restored(own_line, backup) as services:
        await bot.courier.round()
        assert await seal_all(services) == 0
        assert await witnessed(services) == bot.witness.head
        assert not await sign(services, own_line, "wang")
        assert await seal_all(services) == 0
        assert await sign(services, own_line, "bao")
        while await bot.delivery.round():
            continue
        assert await seal_all(services) > 0
        await bot.courier.round()
        assert (bot.witness.alarm, bot.witness.height > saw + 1) == (False, True)
        (seen,) = bot.witness.witnessed.restores
        assert (seen.height, seen.lost) == (saw + 1, saw - seen.resumed)
        assert await verify_chain(services.ledger) == bot.witness.height
        assert await verify_leads(services) == 2
        async with services.ledger.read() as work:
            assert [one.height for one in await restores(work)] == [saw + 1]


async def test_what_a_restore_lost_stays_listed_over_a_restart_of_the_bot(own_line: Line) -> None:
    backup = await back_up_and_go_on(own_line)
    async with restored(own_line, backup) as services:
        await sign_both(services, own_line)
        await own_line.bot.courier.round()
    await own_line.bot.witness.load()
    assert len(own_line.bot.witness.witnessed.restores) == 1


async def test_a_ledger_that_lost_nothing_goes_on_by_itself(own_line: Line) -> None:
    await own_line.deliver()
    backup = back_up(own_line)
    async with restored(own_line, backup) as services:
        assert await seal_all(services) == 0
        await own_line.bot.courier.round()
        await own_line.citizen().file()
        while await own_line.bot.delivery.round():
            continue
        assert await seal_all(services) == 0
        with time_machine.travel(clock.now() + restoring.LISTENING):
            assert await seal_all(services) > 0
        await own_line.bot.courier.round()
        assert (own_line.bot.witness.alarm, own_line.bot.witness.witnessed.restores) == (False, ())


async def test_a_bot_host_that_the_backup_does_not_know_is_heard_before_the_ledger_goes_on(own_line: Line) -> None:
    await own_line.deliver()
    backup = back_up(own_line)
    async with restored(own_line, backup) as services:
        await own_line.bot.courier.round()
        assert await seal_all(services) == 0
        async with services.ledger.begin() as work:
            height = await work.blocks.height()
            await work.bots.report(new_id(), 1, None, height + 3, clock.now(), b"?" * 32)
        with time_machine.travel(clock.now() + restoring.LISTENING):
            assert await seal_all(services) == 0
        assert (await witnessed(services)).height == height + 3


async def test_a_proof_of_a_lost_block_says_that_it_was_lost_and_a_new_one_is_given(own_line: Line) -> None:
    await own_line.deliver()
    backup = back_up(own_line)
    citizen = own_line.citizen()
    receipt = await citizen.file()
    await citizen.leave_receipt(receipt)
    await own_line.deliver()
    await citizen.look_up(receipt)
    proof = (await citizen.http.post("/proof.json")).content
    await verify_proof(own_line.admin, proof)
    async with restored(own_line, backup) as services:
        await sign_both(services, own_line)
        while await own_line.bot.delivery.round():
            continue
        await seal_all(services)
        await own_line.bot.courier.round()
        with pytest.raises(ChainBroken, match="lost in the restore of"):
            await verify_proof(services, proof)
        page = await citizen.answer("progress", action="refresh")
        assert "查阅记录对不上" not in page.words
        await verify_proof(services, (await citizen.http.post("/proof.json")).content)


async def test_one_unit_alone_leads_over_no_gap(own_line: Line) -> None:
    backup = await back_up_and_go_on(own_line)
    async with restored(own_line, backup) as services:
        await own_line.bot.courier.round()
        await sign(services, own_line, "wang")
        with pytest.raises(AlreadyDone):
            await sign(services, own_line, "root")
        with pytest.raises(NotAllowed):
            await sign(services, own_line, "li")
        assert await seal_all(services) == 0
        height = await slip_in(services, own_line, "wang", "wang")
        with pytest.raises(ChainBroken, match=f"block {height}: a restore block lacks the signature of custody"):
            await verify_chain(services.ledger)
        await own_line.bot.courier.round()
    assert own_line.bot.witness.alarm
    assert own_line.bot.witness.witnessed.restores == ()


async def slip_in(services: Services, line: Line, *logins: str) -> int:
    """Append the restore block that waits past the product, signed by these two; its height."""
    async with services.ledger.begin() as work:
        (row,) = await work.restores.all()
        policy = await policy_book.required(work)
        signatures = []
        for login in logins:
            signer = await line.founded.acting(services, login)
            unit = policies.signs_for(signer.member.units, policy.document)
            assert unit is not None
            signatures.append(sign_restore(row.body, signer.keyring.unit_pair(unit.id, 1)))
        header = SignedRestore(row.body, *signatures).header()
        block = read_block(header)
        await work.blocks.append(block.height, header, block.hash, block.previous, block.hour, [])
        return block.height


async def test_a_newer_policy_comes_back_from_the_bots_and_none_is_signed_before(own_line: Line) -> None:
    backup = back_up(own_line)
    await second_policy(own_line.admin, own_line.founded)
    await own_line.deliver()
    assert own_line.bot.policies.height == 2
    async with restored(own_line, backup) as services:
        root = await own_line.founded.acting(services, "root")
        with pytest.raises(BadInput, match="no_policy_yet"):
            await policies.propose(services, root, clock.now())
        await own_line.bot.courier.round()
        async with services.ledger.read() as work:
            assert (await policy_book.required(work)).version == 2
        await own_line.bot.courier.round()
        await second_policy(services, own_line.founded, "北试街道")
        await own_line.bot.courier.round()
    assert own_line.bot.policies.height == 3


async def test_a_bot_that_claims_a_head_nobody_saw_is_struck_off(own_line: Line) -> None:
    backup, liar = await back_up_and_go_on(own_line), new_id()
    async with restored(own_line, backup) as services:
        async with services.ledger.begin() as work:
            await work.bots.report(liar, 1, None, own_line.bot.witness.height, clock.now(), b"?" * 32)
        await own_line.bot.courier.round()
        with pytest.raises(BadInput, match="changed"):
            await sign(services, own_line, "wang")
        wang = await own_line.founded.acting(services, "wang")
        await restore_signing.strike_off(services, wang, liar, clock.now())
        await sign(services, own_line, "wang")
        assert await sign(services, own_line, "bao")
        await own_line.bot.courier.round()
        async with services.ledger.read() as work:
            assert len(await work.access.page(None, AccessFilter(kinds=("bot_struck_off",)))) == 1
    assert not own_line.bot.witness.alarm


async def test_another_head_than_the_one_that_was_read_is_not_signed(own_line: Line) -> None:
    backup = await back_up_and_go_on(own_line)
    async with restored(own_line, backup) as services:
        await own_line.bot.courier.round()
        wang = await own_line.founded.acting(services, "wang")
        with pytest.raises(BadInput, match="changed"):
            await restore_signing.sign(services, wang, Head(own_line.bot.witness.height, b"?" * 32), clock.now())

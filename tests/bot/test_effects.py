"""What a dialog asks of the world outside, and what it is told when that fails."""

import asyncio
import secrets

import pytest
from sqlalchemy import event

from bot.budgets import Source
from bot.dialog.inputs import Failed, Found, NotFound, NotSubmitted, ReceiptMade, SentBack, Submitted
from bot.dialog.replies import ForgetLookUp, LookAgain, LookUp, MakeReceipt, Submit, WipeAll, WriteBack
from bot.effects import Asking
from kit import clock
from storage.vault.chain import (
    Acknowledged,
    Acknowledgement,
    Block,
    HostKey,
    make_header,
    read_acknowledgement,
    read_header,
)
from storage.vault.receipt import Receipt
from storage.vault.secret import SecretBytes
from tests.admin.thieves import write
from tests.bot.lines import Line
from tests.bot.reports import NAMED, report

pytestmark = pytest.mark.anyio


async def perform(line: Line, effect: object, source: Source | None = None) -> object:
    """Carry out an effect, for somebody new unless the conversation is named."""
    asking = Asking(source or Source("web", secrets.token_bytes(32)))
    return await line.bot.effects.perform(effect, clock.now(), asking)  # type: ignore[arg-type]


async def test_a_receipt_has_its_check_digit_and_a_random_lead_id(line: Line) -> None:
    made = await perform(line, MakeReceipt())
    again = await perform(line, MakeReceipt())
    assert isinstance(made, ReceiptMade)
    assert isinstance(again, ReceiptMade)
    Receipt.parse(made.receipt)
    assert made.lead_id != again.lead_id


async def test_submitted_means_committed(line: Line) -> None:
    made = report(identity=NAMED)
    assert await perform(line, Submit(made)) == Submitted()
    async with line.bot.store.read() as work:
        waiting = await work.outbox.claim_leads(clock.now(), clock.now() - clock.now(), 1000)
    assert bytes.fromhex(made.lead_id) in {one.lead_id for one in waiting}


async def test_the_same_report_again_is_submitted_and_kept_once(line: Line) -> None:
    made = report()
    before = await line.leads()
    outcomes = await asyncio.gather(*(perform(line, Submit(made)) for _ in range(4)))
    assert outcomes == [Submitted()] * 4
    assert await line.leads() == before + 1


async def test_a_fourth_report_of_one_chat_within_a_minute_waits(line: Line) -> None:
    source = Source("telegram", secrets.token_bytes(32))
    outcomes = [await perform(line, Submit(report()), source) for _ in range(4)]
    while outcomes == [Submitted()] * 4:
        # The minute ended among the four.
        outcomes = [await perform(line, Submit(report()), source) for _ in range(4)]
    assert NotSubmitted("busy") in outcomes


async def test_without_a_receiver_nothing_is_submitted(line: Line) -> None:
    outcome = await perform(line, Submit(report(excluded=("police", "escalation", "office"))))
    assert outcome == NotSubmitted("no_receiver")


async def test_more_than_can_be_sealed_is_not_submitted(line: Line) -> None:
    assert await perform(line, Submit(report(what=("长" * 200_000,)))) == NotSubmitted("too_long")


async def test_without_a_believed_policy_nothing_is_submitted_or_looked_up(own_line: Line) -> None:
    own_line.bot.policies.pin("1:" + "0" * 64)
    assert await perform(own_line, Submit(report())) == NotSubmitted("no_policy")
    assert await perform(own_line, LookUp(Receipt.generate().reveal())) == NotFound("unreachable")


async def test_a_look_up_finds_by_receipt_and_again_by_its_keys(line: Line) -> None:
    made = report()
    await perform(line, Submit(made))
    found = await perform(line, LookUp(made.receipt))
    assert isinstance(found, Found)
    assert found.progress.state == "delivering"
    await line.deliver()
    again = await perform(line, LookAgain(found.keys))
    assert isinstance(again, Found)
    assert again.progress.state == "received"
    assert made.receipt not in found.keys


async def delivered(line: Line) -> tuple[str, bytes]:
    """A receipt and the id of its lead, delivered and acknowledged."""
    made = report()
    await perform(line, Submit(made))
    await line.deliver()
    return made.receipt, bytes.fromhex(made.lead_id)


async def alarmed(line: Line, receipt: str) -> bool:
    found = await perform(line, LookUp(receipt))
    assert isinstance(found, Found)
    assert found.progress.state == "received"
    return found.progress.alarm


async def proven(line: Line, lead_id: bytes) -> tuple[Acknowledged, Block]:
    """What the admin host has acknowledged, and the block it names."""
    async with line.admin.ledger.read() as work:
        kept = await work.blocks.acknowledgement(lead_id)
        assert kept is not None
        stated = read_acknowledgement(Acknowledgement(kept.body, kept.signature), line.admin.host_key.public)
        return stated, read_header((await work.blocks.headers(kept.height - 1, 1))[0])


async def put_proof(line: Line, lead_id: bytes, proof: Acknowledgement) -> None:
    await write(
        line.admin,
        "UPDATE acknowledgements SET body = :body, signature = :signature WHERE lead_id = :lead",
        body=proof.body, signature=proof.signature, lead=lead_id,
    )  # fmt: skip


async def test_a_lead_that_is_the_one_filed_raises_no_alarm(line: Line) -> None:
    receipt, _ = await delivered(line)
    assert not await alarmed(line, receipt)


async def test_an_acknowledgement_of_another_commitment_raises_the_alarm(own_line: Line) -> None:
    """The lead was replaced in the ledger, and the host that did it acknowledged its own lead in its place."""
    receipt, lead_id = await delivered(own_line)
    stated, block = await proven(own_line, lead_id)
    await put_proof(own_line, lead_id, own_line.admin.host_key.acknowledge(lead_id, bytes(32), stated.hour, block))
    assert await alarmed(own_line, receipt)


async def test_an_acknowledgement_of_a_key_that_no_policy_names_raises_the_alarm(own_line: Line) -> None:
    receipt, lead_id = await delivered(own_line)
    stated, block = await proven(own_line, lead_id)
    stranger = HostKey(SecretBytes.random())
    await put_proof(own_line, lead_id, stranger.acknowledge(lead_id, stated.commitment, stated.hour, block))
    assert await alarmed(own_line, receipt)


async def test_an_acknowledgement_in_another_block_than_was_witnessed_raises_the_alarm(own_line: Line) -> None:
    receipt, lead_id = await delivered(own_line)
    stated, _ = await proven(own_line, lead_id)
    other = read_header(make_header(stated.height, bytes(32), [b"another"], stated.hour))
    host = own_line.admin.host_key
    await put_proof(own_line, lead_id, host.acknowledge(lead_id, stated.commitment, stated.hour, other))
    assert await alarmed(own_line, receipt)


async def test_an_unknown_receipt_is_unknown_only_where_both_hosts_said_so(own_line: Line) -> None:
    assert await perform(own_line, LookUp(Receipt.generate().reveal())) == NotFound("unknown")
    own_line.door.shut = True
    assert await perform(own_line, LookUp(Receipt.generate().reveal())) == NotFound("unreachable")


async def test_a_lead_in_our_own_outbox_is_found_while_the_inside_is_silent(own_line: Line) -> None:
    made = report()
    await perform(own_line, Submit(made))
    own_line.door.shut = True
    found = await perform(own_line, LookUp(made.receipt))
    assert isinstance(found, Found)


async def test_what_is_written_back_is_sealed_signed_and_arrives(line: Line) -> None:
    made = report()
    await perform(line, Submit(made))
    found = await perform(line, LookUp(made.receipt))
    assert isinstance(found, Found)
    assert await perform(line, WriteBack("facts", "补充的话", found.keys)) == SentBack()
    await line.deliver()
    async with line.admin.ledger.read() as work:
        messages = await work.thread.messages(bytes.fromhex(made.lead_id))
    assert [(one.sender, one.kind, one.verified) for one in messages] == [("reporter", "facts", True)]
    assert "补充的话".encode() not in (messages[0].ciphertext or b"")


async def test_what_cannot_be_written_back_is_told(own_line: Line) -> None:
    assert await perform(own_line, WriteBack("facts", "x", "garbage")) == Failed("storage")


async def test_keys_that_are_not_whole_find_nothing(line: Line) -> None:
    assert await perform(line, LookAgain("garbage")) == Failed("storage")


async def test_forgetting_and_wiping_have_no_outcome(line: Line) -> None:
    assert await perform(line, ForgetLookUp()) is None
    assert await perform(line, WipeAll()) is None


async def test_the_loop_goes_on_while_receipts_are_stretched(line: Line) -> None:
    looked = asyncio.gather(*(perform(line, LookUp(Receipt.generate().reveal())) for _ in range(8)))
    longest, last = 0.0, asyncio.get_running_loop().time()
    while not looked.done():
        await asyncio.sleep(0)
        now = asyncio.get_running_loop().time()
        longest, last = max(longest, now - last), now
    await looked
    # One Argon2 of 19 MiB takes 20-36 ms on a free core; on the loop eight of them would add up.
    assert longest < 0.5


async def test_a_report_does_not_stand_behind_a_crowd_of_look_ups(line: Line) -> None:
    crowd = [asyncio.create_task(perform(line, LookUp(Receipt.generate().reveal()))) for _ in range(60)]
    await asyncio.sleep(0.05)
    assert await perform(line, Submit(report())) == Submitted()
    assert sum(not one.done() for one in crowd) > 30
    await asyncio.gather(*crowd)


async def test_a_known_and_an_unknown_receipt_run_the_same_statements_here(line: Line) -> None:
    receipt, _ = await delivered(line)
    await line.deliver()
    runs: list[list[str]] = []
    engine = line.bot.store.engine.sync_engine
    note = lambda *seen: runs[-1].append(seen[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", note)
    for asked in (receipt, Receipt.generate().reveal()):
        runs.append([])
        await perform(line, LookUp(asked))
    event.remove(engine, "before_cursor_execute", note)
    assert runs[0] == runs[1] != []

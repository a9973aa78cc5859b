"""Messages arrive once, in one order, and are found by the lookup id alone."""

import asyncio

import pytest
from sqlalchemy import event

from kit.clock import hour_of
from storage.errors import NotFound, StorageError
from storage.lead_change import Step
from storage.tables.ledger import Reward
from storage.thread import NewMessage
from storage.unit_of_work import Ledger
from tests.storage.builders import HOUR, NOW, add_lead, add_member, envelope, rid, unit

pytestmark = pytest.mark.anyio


def message(lead_id: bytes, sender: str = "reporter", **values: object) -> NewMessage:
    at = hour_of(NOW) if sender == "reporter" else NOW
    return NewMessage(rid(), lead_id, sender, "facts", at, ciphertext=b"sealed", **values)  # type: ignore[arg-type]


async def test_messages_come_back_in_order_of_arrival(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    sent = [message(lead_id), message(lead_id, "staff", staff_id=rid()), message(lead_id)]
    for one in sent:
        async with ledger.begin() as work:
            await work.thread.append(one)
    async with ledger.read() as work:
        found = await work.thread.messages(lead_id)
    assert [(row.id, row.arrival) for row in found] == [(one.id, place) for place, one in enumerate(sent, 1)]


async def test_32_messages_at_once_get_32_places_without_a_gap(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)

    async def send() -> int:
        async with ledger.begin() as work:
            return (await work.thread.append(message(lead_id))).arrival

    arrivals = await asyncio.gather(*(send() for _ in range(32)))
    assert sorted(arrivals) == list(range(1, 33))


async def test_the_same_message_at_one_instant_is_kept_once(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    one = message(lead_id)

    async def send() -> tuple[int, bool]:
        async with ledger.begin() as work:
            appended = await work.thread.append(one)
        return appended.arrival, appended.created

    assert sorted(await asyncio.gather(*(send() for _ in range(6)))) == [(1, False)] * 5 + [(1, True)]


async def test_a_message_id_of_another_lead_is_refused(ledger: Ledger) -> None:
    first, second = await add_lead(ledger), await add_lead(ledger)
    one = message(first)
    async with ledger.begin() as work:
        await work.thread.append(one)
    with pytest.raises(StorageError, match="another lead"):
        async with ledger.begin() as work:
            await work.thread.append(NewMessage(one.id, second, "reporter", "facts", HOUR))


async def test_a_message_to_no_lead_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(NotFound):
        async with ledger.begin() as work:
            await work.thread.append(message(rid()))


async def test_a_reporters_hour_is_kept_on_the_lead_and_staffs_is_not(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        await work.thread.append(message(lead_id, "staff", staff_id=rid()))
        assert (await work.leads.clear_columns(lead_id)).last_reporter_hour is None
    async with ledger.begin() as work:
        await work.thread.append(message(lead_id))
        lead = await work.leads.clear_columns(lead_id)
    assert (lead.last_reporter_hour, lead.messages) == (hour_of(NOW), 2)


async def test_a_reporters_message_marks_the_lead_unread(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        await work.units.add(unit("office"))
        reader = await add_member(work, "office")
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        await work.reads.mark_read(lead_id, reader, 1, 0)
    async with ledger.begin() as work:
        await work.thread.append(message(lead_id))
    async with ledger.read() as work:
        read = await work.reads.last_read(lead_id, reader)
    assert read is not None
    assert (read.unread, read.messages) == (True, 0)


async def test_a_look_up_gives_everything_that_the_reporter_may_see(ledger: Ledger) -> None:
    sealed = envelope()
    async with ledger.begin() as work:
        await work.leads.store(sealed)
        await work.leads.change(sealed.lead_id, 1, {"state": "screening"}, Step("screened", NOW))
        await work.leads.change(sealed.lead_id, 2, {"category": "village"}, Step("edited", HOUR))
        await work.thread.append(message(sealed.lead_id))
        await work.rewards.propose(
            Reward(id=rid(), lead_id=sealed.lead_id, amount_fen=1, proposed_by=rid(), proposed_at=NOW)
        )
        await work.blocks.acknowledge(sealed.lead_id, b"body", b"signature", 1)
        await work.access.add(rid(), b"entry", "lead_viewed", NOW, lead_id=sealed.lead_id)
    async with ledger.read() as work:
        found = await work.thread.look_up(sealed.lookup_id)
    assert found is not None
    assert (found.lead.id, found.lead.card, found.state_since) == (sealed.lead_id, sealed.card, NOW)
    assert (len(found.messages), [act.kind for act in found.acts]) == (1, ["lead_viewed"])
    assert found.reward is not None
    assert found.acknowledgement is not None


async def test_a_known_and_an_unknown_receipt_run_the_same_statements(ledger: Ledger) -> None:
    sealed = envelope()
    async with ledger.begin() as work:
        await work.leads.store(sealed)
        await work.thread.append(message(sealed.lead_id))
    runs: list[list[str]] = []
    event.listen(ledger.engine.sync_engine, "before_cursor_execute", lambda *seen: runs[-1].append(seen[2]))
    for lookup_id in (sealed.lookup_id, rid(32)):
        runs.append([])
        async with ledger.read() as work:
            await work.thread.look_up(lookup_id)
    assert runs[0] == runs[1]
    assert len(runs[0]) > 4


async def test_a_look_up_leaves_the_long_report_on_the_disk(ledger: Ledger) -> None:
    sealed = envelope()
    async with ledger.begin() as work:
        await work.leads.store(sealed)
    async with ledger.read() as work:
        lead = await work.thread.lead_of(sealed.lookup_id)
    assert "content" not in lead.__dict__


async def test_what_the_reporter_was_shown_is_marked_once(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        await work.thread.append(message(lead_id))
        await work.thread.append(message(lead_id, "staff", staff_id=rid()))
        assert await work.thread.mark_seen_by_reporter(lead_id, hour_of(NOW)) == 1
        assert await work.thread.mark_seen_by_reporter(lead_id, hour_of(NOW)) == 0


async def test_wiping_takes_the_reporters_words_and_leaves_the_offices(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        await work.thread.append(message(lead_id, signature=b"signed"))
        await work.thread.append(message(lead_id, "staff", staff_id=rid()))
        await work.thread.wipe_reporters_messages(lead_id)
    async with ledger.read() as work:
        theirs, ours = await work.thread.messages(lead_id)
    assert (theirs.ciphertext, theirs.signature, ours.ciphertext) == (None, None, b"sealed")


async def test_wiping_up_to_a_place_leaves_what_came_later(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        await work.thread.append(message(lead_id))
        await work.thread.append(message(lead_id))
        assert await work.thread.wipe_reporters_messages(lead_id, up_to=1) == 1
    async with ledger.read() as work:
        first, second = await work.thread.messages(lead_id)
    assert (first.ciphertext, second.ciphertext) == (None, b"sealed")

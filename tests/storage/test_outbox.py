"""The outbox: nothing twice, nothing lost, follow-ups in order behind their lead."""

import asyncio
from datetime import timedelta

import pytest

from kit.clock import hour_of
from storage.unit_of_work import BotStore
from tests.storage.builders import HOUR, NOW, rid

pytestmark = pytest.mark.anyio
LEASE = timedelta(seconds=60)


async def add_lead(store: BotStore, lead_id: bytes | None = None, policy: int = 1) -> bytes:
    lead_id = lead_id or rid()
    async with store.begin() as work:
        await work.outbox.add_lead(lead_id, rid(32), b"envelope", policy, HOUR, NOW)
    return lead_id


async def add_message(store: BotStore, lead_id: bytes, lookup_id: bytes | None = None, body: bytes = b"body") -> bytes:
    message_id = rid()
    async with store.begin() as work:
        assert await work.outbox.add_message(message_id, lead_id, lookup_id or rid(32), body, HOUR, NOW)
    return message_id


async def test_a_second_click_finds_the_first(bot_store: BotStore) -> None:
    lead_id, lookup_id = rid(), rid(32)
    async with bot_store.begin() as work:
        assert await work.outbox.add_lead(lead_id, lookup_id, b"first", 1, HOUR, NOW)
        assert not await work.outbox.add_lead(lead_id, lookup_id, b"second", 1, HOUR, NOW)
        kept = await work.outbox.envelope_by_lookup(lookup_id)
    assert kept is not None
    assert kept.envelope == b"first"


async def test_two_clicks_at_one_instant_keep_one_lead(bot_store: BotStore) -> None:
    lead_id, lookup_id = rid(), rid(32)

    async def click() -> bool:
        async with bot_store.begin() as work:
            return await work.outbox.add_lead(lead_id, lookup_id, b"envelope", 1, HOUR, NOW)

    assert sorted(await asyncio.gather(click(), click(), click())) == [False, False, True]


async def test_a_claimed_lead_is_nobody_elses_until_the_lease_passes(bot_store: BotStore) -> None:
    lead_id = await add_lead(bot_store)
    async with bot_store.begin() as work:
        (first,) = await work.outbox.claim_leads(NOW, LEASE, 10)
    async with bot_store.begin() as work:
        assert await work.outbox.claim_leads(NOW + LEASE / 2, LEASE, 10) == []
    async with bot_store.begin() as work:
        (second,) = await work.outbox.claim_leads(NOW + LEASE, LEASE, 10)
    assert (first.lead_id, first.attempts, second.lead_id, second.attempts) == (lead_id, 1, lead_id, 2)


async def test_workers_at_once_never_claim_the_same_lead(bot_store: BotStore) -> None:
    leads = sorted([await add_lead(bot_store) for _ in range(30)])

    async def claim() -> list[bytes]:
        taken: list[bytes] = []
        for _ in range(4):
            async with bot_store.begin() as work:
                taken += [row.lead_id for row in await work.outbox.claim_leads(NOW, LEASE, 3)]
        return taken

    claimed = [lead_id for taken in await asyncio.gather(*(claim() for _ in range(5))) for lead_id in taken]
    assert sorted(claimed) == leads


async def test_a_lead_whose_turn_has_not_come_is_left(bot_store: BotStore) -> None:
    lead_id = await add_lead(bot_store)
    async with bot_store.begin() as work:
        await work.outbox.retry_lead(lead_id, NOW + timedelta(minutes=5))
        assert await work.outbox.claim_leads(NOW + timedelta(minutes=4), LEASE, 10) == []
        assert len(await work.outbox.claim_leads(NOW + timedelta(minutes=5), LEASE, 10)) == 1


@pytest.mark.parametrize("end", ["delivered", "refused"])
async def test_what_is_settled_is_not_claimed_again(bot_store: BotStore, end: str) -> None:
    lead_id = await add_lead(bot_store)
    message_id = await add_message(bot_store, rid())
    async with bot_store.begin() as work:
        if end == "delivered":
            await work.outbox.lead_delivered(lead_id, hour_of(NOW))
            await work.outbox.message_delivered(message_id, hour_of(NOW))
        else:
            await work.outbox.lead_refused(lead_id, "too large")
            await work.outbox.message_refused(message_id, "too large")
        assert await work.outbox.claim_leads(NOW, LEASE, 10) == []
        assert await work.outbox.claim_messages(NOW, LEASE, 10) == []
        assert await work.outbox.waiting() == 0
        assert await work.outbox.refused() == (2 if end == "refused" else 0)


async def test_a_follow_up_waits_until_its_lead_has_arrived(bot_store: BotStore) -> None:
    lead_id = await add_lead(bot_store)
    message_id = await add_message(bot_store, lead_id)
    async with bot_store.begin() as work:
        assert await work.outbox.claim_messages(NOW, LEASE, 10) == []
        await work.outbox.lead_delivered(lead_id, hour_of(NOW))
        assert [row.message_id for row in await work.outbox.claim_messages(NOW, LEASE, 10)] == [message_id]


async def test_follow_ups_of_one_lead_go_one_after_the_other(bot_store: BotStore) -> None:
    lead_id = rid()
    messages = [await add_message(bot_store, lead_id) for _ in range(3)]
    delivered: list[bytes] = []
    for _ in messages:
        async with bot_store.begin() as work:
            (row,) = await work.outbox.claim_messages(NOW, LEASE, 10)
            await work.outbox.message_delivered(row.message_id, hour_of(NOW))
            delivered.append(row.message_id)
    assert delivered == messages


async def test_a_follow_up_that_waits_for_its_next_try_holds_back_what_follows(bot_store: BotStore) -> None:
    lead_id = rid()
    first = await add_message(bot_store, lead_id)
    await add_message(bot_store, lead_id)
    async with bot_store.begin() as work:
        await work.outbox.retry_message(first, NOW + timedelta(hours=1))
        assert await work.outbox.claim_messages(NOW, LEASE, 10) == []


async def test_follow_ups_written_at_one_instant_all_get_a_place(bot_store: BotStore) -> None:
    lead_id, lookup_id = rid(), rid(32)
    sent = await asyncio.gather(*(add_message(bot_store, lead_id, lookup_id) for _ in range(12)))
    async with bot_store.read() as work:
        assert len(await work.outbox.waiting_messages(lookup_id)) == len(set(sent)) == 12


async def test_the_same_follow_up_is_queued_once(bot_store: BotStore) -> None:
    message_id, lead_id = rid(), rid()
    async with bot_store.begin() as work:
        assert await work.outbox.add_message(message_id, lead_id, rid(32), b"a", HOUR, NOW)
        assert not await work.outbox.add_message(message_id, lead_id, rid(32), b"a", HOUR, NOW)


async def test_waiting_follow_ups_of_a_receipt_come_in_order(bot_store: BotStore) -> None:
    lead_id, lookup_id = rid(), rid(32)
    for body in (b"one", b"two"):
        await add_message(bot_store, lead_id, lookup_id, body)
    await add_message(bot_store, rid(), rid(32), b"another's")
    async with bot_store.read() as work:
        assert await work.outbox.waiting_messages(lookup_id) == [b"one", b"two"]


async def test_the_oldest_waiting_policy_is_told(bot_store: BotStore) -> None:
    async with bot_store.read() as work:
        assert await work.outbox.oldest_policy_version() is None
    old = await add_lead(bot_store, policy=2)
    await add_lead(bot_store, policy=5)
    async with bot_store.begin() as work:
        assert await work.outbox.oldest_policy_version() == 2
        await work.outbox.lead_delivered(old, hour_of(NOW))
        assert await work.outbox.oldest_policy_version() == 5


async def test_only_what_was_delivered_long_ago_is_pruned(bot_store: BotStore) -> None:
    old, new, waiting = [await add_lead(bot_store) for _ in range(3)]
    message = await add_message(bot_store, old)
    async with bot_store.begin() as work:
        await work.outbox.lead_delivered(old, hour_of(NOW) - timedelta(days=15))
        await work.outbox.message_delivered(message, hour_of(NOW) - timedelta(days=15))
        await work.outbox.lead_delivered(new, hour_of(NOW))
        assert await work.outbox.prune(NOW - timedelta(days=14)) == 2
        assert await work.outbox.waiting() == 1
        assert await work.outbox.deliver_all_again(NOW) == 1
        assert {row.lead_id for row in await work.outbox.claim_leads(NOW, LEASE, 10)} == {new, waiting}


async def test_a_restored_ledger_gets_everything_kept_again(bot_store: BotStore) -> None:
    lead_id = await add_lead(bot_store)
    message_id = await add_message(bot_store, lead_id)
    async with bot_store.begin() as work:
        await work.outbox.lead_delivered(lead_id, hour_of(NOW))
        await work.outbox.message_delivered(message_id, hour_of(NOW))
        assert await work.outbox.deliver_all_again(NOW) == 2
        assert [row.lead_id for row in await work.outbox.claim_leads(NOW, LEASE, 10)] == [lead_id]
        assert await work.outbox.claim_messages(NOW, LEASE, 10) == []


async def test_a_finer_time_than_the_hour_is_refused(bot_store: BotStore) -> None:
    with pytest.raises(Exception, match="hour"):
        async with bot_store.begin() as work:
            await work.outbox.add_lead(rid(), rid(32), b"envelope", 1, NOW, NOW)

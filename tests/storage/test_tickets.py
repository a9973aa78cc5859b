"""A ticket begins one report."""

import asyncio
from datetime import timedelta

import pytest

from storage.errors import AlreadyDone
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, add_lead, rid, ticket

pytestmark = pytest.mark.anyio


async def add(ledger: Ledger, mac: bytes) -> None:
    async with ledger.begin() as work:
        await work.tickets.add(ticket(mac))


async def test_a_ticket_tells_source_and_officer_when_used(ledger: Ledger) -> None:
    mac, lead_id = rid(32), await add_lead(ledger)
    await add(ledger, mac)
    async with ledger.begin() as work:
        used = await work.tickets.redeem(mac, lead_id, NOW)
    assert (used.source, used.lead_id, used.used_at) == ("phone", lead_id, NOW)


async def test_of_many_reports_at_one_instant_one_gets_the_ticket(ledger: Ledger) -> None:
    mac = rid(32)
    await add(ledger, mac)
    leads = [await add_lead(ledger) for _ in range(6)]

    async def redeem(lead_id: bytes) -> bytes | None:
        async with ledger.begin() as work:
            return (await work.tickets.redeem(mac, lead_id, NOW)).lead_id

    outcomes = await asyncio.gather(*(redeem(lead_id) for lead_id in leads), return_exceptions=True)
    assert sum(isinstance(outcome, AlreadyDone) for outcome in outcomes) == 5
    assert sum(outcome in leads for outcome in outcomes) == 1


async def test_a_failed_redemption_leaves_the_transaction_usable(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        with pytest.raises(AlreadyDone):
            await work.tickets.redeem(rid(32), lead_id, NOW)
        assert (await work.leads.clear_columns(lead_id)).source == "online"


async def test_a_ticket_ends(ledger: Ledger) -> None:
    mac, lead_id = rid(32), await add_lead(ledger)
    await add(ledger, mac)
    async with ledger.begin() as work:
        with pytest.raises(AlreadyDone):
            await work.tickets.redeem(mac, lead_id, NOW + timedelta(hours=2))


async def test_digits_in_use_are_not_given_twice(ledger: Ledger) -> None:
    mac = rid(32)
    await add(ledger, mac)
    with pytest.raises(AlreadyDone):
        await add(ledger, mac)


async def test_pruning_keeps_used_tickets(ledger: Ledger) -> None:
    used, unused = rid(32), rid(32)
    lead_id = await add_lead(ledger)
    for mac in (used, unused):
        await add(ledger, mac)
    async with ledger.begin() as work:
        await work.tickets.redeem(used, lead_id, NOW)
        assert await work.tickets.prune(NOW + timedelta(days=2)) == 1
        assert await work.tickets.get(used) is not None

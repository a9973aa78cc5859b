"""Requests and call-backs are decided once and lapse in time; re-sealed shares go."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from storage.errors import AlreadyDone, NotFound
from storage.tables.ledger import CallBackRow, IdentityRequest
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, add_lead, rid

pytestmark = pytest.mark.anyio
LATER = NOW + timedelta(hours=24)


async def asked(ledger: Ledger, **given: Any) -> IdentityRequest:
    """A waiting request for a new lead."""
    lead_id = await add_lead(ledger, named=True)
    values: dict[str, Any] = {"requester_id": rid(), "state": "waiting", "requested_at": NOW, "until": LATER} | given
    row = IdentityRequest(
        id=rid(), lead_id=lead_id, unit_id="police", custody_epoch=1, body=b"b", signature=b"s", reasons=b"r", **values
    )
    async with ledger.begin() as work:
        await work.identity_requests.add(row)
    return row


async def called(ledger: Ledger, custodian: bytes) -> CallBackRow:
    """A waiting call-back of a new lead."""
    lead_id = await add_lead(ledger, named=True)
    row = CallBackRow(
        id=rid(), lead_id=lead_id, unit_id="police", requester_id=rid(), custodian_id=custodian, state="waiting",
        tries=0, requested_at=NOW, until=LATER, body=b"b", signature=b"s",
    )  # fmt: skip
    async with ledger.begin() as work:
        await work.call_backs.add(row)
    return row


async def test_of_eight_decisions_at_one_instant_one_stands(ledger: Ledger) -> None:
    request = await asked(ledger)

    async def decide(state: str) -> None:
        async with ledger.begin() as work:
            await work.identity_requests.move(request.id, "waiting", state, NOW, decided_by=rid(), decided_at=NOW)

    told = await asyncio.gather(*(decide(one) for one in ["approved", "refused"] * 4), return_exceptions=True)
    assert [type(one) for one in told if one is not None] == [AlreadyDone] * 7


async def test_a_request_is_decided_until_its_last_moment_and_not_after(ledger: Ledger) -> None:
    request = await asked(ledger)
    async with ledger.begin() as work:
        with pytest.raises(AlreadyDone):
            await work.identity_requests.move(request.id, "waiting", "approved", LATER)
        await work.identity_requests.move(request.id, "waiting", "approved", LATER - timedelta(seconds=1))


async def test_what_waits_is_counted_for_those_whose_turn_it_is(ledger: Ledger) -> None:
    me = rid()
    await asked(ledger)
    await asked(ledger, state="approved", requester_id=me)
    await asked(ledger, state="refused", requester_id=me)
    await called(ledger, me)
    await called(ledger, rid())
    async with ledger.read() as work:
        assert await work.identity_requests.count_waiting(NOW) == 1
        assert await work.identity_requests.count_approved(me, NOW) == 1
        assert await work.identity_requests.count_waiting(LATER) == 0
        assert await work.call_backs.count_waiting(me, NOW) == 1


async def test_what_nobody_did_in_time_lapses(ledger: Ledger) -> None:
    waiting, refused = await asked(ledger), await asked(ledger, state="refused")
    call = await called(ledger, rid())
    async with ledger.begin() as work:
        assert await work.identity_requests.lapse(NOW) == 0
        assert await work.identity_requests.lapse(LATER) == 1
        assert await work.call_backs.lapse(LATER) == 1
        assert (await work.identity_requests.get(waiting.id)).state == "expired"
        assert (await work.identity_requests.get(refused.id)).state == "refused"
        assert (await work.call_backs.get(call.id)).state == "expired"


async def test_a_call_that_reached_nobody_is_counted_and_stays_open(ledger: Ledger) -> None:
    call = await called(ledger, rid())
    async with ledger.begin() as work:
        await work.call_backs.count_try(call.id, NOW)
        await work.call_backs.finish(call.id, "verified", NOW, result=b"r", result_signature=b"s")
        with pytest.raises(AlreadyDone):
            await work.call_backs.count_try(call.id, NOW)
        with pytest.raises(AlreadyDone):
            await work.call_backs.finish(call.id, "denied", NOW)
        row = await work.call_backs.get(call.id)
    assert (row.state, row.tries) == ("verified", 1)


async def test_shares_go_when_their_time_is_over_and_with_the_identity(ledger: Ledger) -> None:
    first, second = await asked(ledger), await asked(ledger)
    async with ledger.begin() as work:
        await work.resealed_shares.put(first.id, first.lead_id, LATER, b"one")
        await work.resealed_shares.put(second.id, second.lead_id, LATER + timedelta(hours=1), b"two")
        assert await work.resealed_shares.erase_ended(LATER) == 1
        assert await work.resealed_shares.get(first.id) is None
        assert await work.resealed_shares.get(second.id) == b"two"
        await work.identities.destroy(second.lead_id)
        assert await work.resealed_shares.get(second.id) is None


async def test_an_unknown_request_or_call_back_is_not_found(ledger: Ledger) -> None:
    async with ledger.read() as work:
        with pytest.raises(NotFound):
            await work.identity_requests.get(rid())
        with pytest.raises(NotFound):
            await work.call_backs.get(rid())

"""Grants: given with the lead's queue columns, taken away for good, re-sealed in slices."""

from datetime import date

import pytest

from storage.errors import NotFound
from storage.lead_change import Step
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, add_lead, rid

pytestmark = pytest.mark.anyio


async def test_a_grant_given_later_has_the_leads_place_in_the_queue(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger, due_on=date(2026, 12, 1))
    async with ledger.begin() as work:
        await work.leads.change(lead_id, 1, {"state": "assigned", "handler_id": rid()}, Step("assigned", NOW))
        await work.grants.give(lead_id, "police", 3, b"sealed", rid())
        first, second = await work.grants.held(lead_id, ["office", "police"], None)
    copied = ("state", "received_hour", "due_key", "category", "area", "owner_id", "handler_id")
    assert [getattr(first, name) for name in copied] == [getattr(second, name) for name in copied]
    assert (second.epoch, second.sealed) == (3, b"sealed")


async def test_giving_again_replaces_the_sealed_seed(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        await work.grants.give(lead_id, "office", 2, b"newer", None)
        (grant,) = await work.grants.held(lead_id, ["office"], None)
    assert (grant.epoch, grant.sealed) == (2, b"newer")


async def test_an_unknown_lead_cannot_be_granted(ledger: Ledger) -> None:
    with pytest.raises(NotFound):
        async with ledger.begin() as work:
            await work.grants.give(rid(), "office", 1, b"sealed", None)


async def test_a_transfer_hides_the_lead_from_the_giver_at_once(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger, ("office",))
    async with ledger.begin() as work:
        await work.grants.give(lead_id, "police", 1, b"sealed", rid())
        assert await work.grants.take_away(lead_id, "office")
    async with ledger.read() as work:
        assert (await work.leads.visible(lead_id, ["police"], None)).id == lead_id
        with pytest.raises(NotFound):
            await work.leads.visible(lead_id, ["office"], None)
        assert await work.grants.units_of(lead_id) == ["police"]


async def test_a_rotation_reseals_every_old_grant_once(ledger: Ledger) -> None:
    leads = {await add_lead(ledger) for _ in range(5)}
    async with ledger.begin() as work:
        assert await work.grants.count_behind("office", 2) == 5
    resealed: set[bytes] = set()
    while True:
        async with ledger.begin() as work:
            slice_ = await work.grants.behind("office", 2, limit=2)
            for grant in slice_:
                assert await work.grants.reseal(grant.lead_id, "office", grant.epoch, 2, b"new")
                resealed.add(grant.lead_id)
        if not slice_:
            break
    async with ledger.read() as work:
        assert await work.grants.count_behind("office", 2) == 0
    assert resealed == leads


async def test_a_grant_that_was_resealed_meanwhile_is_left_alone(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        assert await work.grants.reseal(lead_id, "office", 1, 2, b"first")
        assert not await work.grants.reseal(lead_id, "office", 1, 2, b"second")
        (grant,) = await work.grants.held(lead_id, ["office"], None)
    assert grant.sealed == b"first"

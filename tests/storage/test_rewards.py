"""Rewards take two people and are paid once."""

import asyncio

import pytest
from sqlalchemy import update

from storage.errors import AlreadyDone, NotAllowed, NotFound, StaleVersion, StorageError
from storage.tables.ledger import Reward
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, add_lead, rid

pytestmark = pytest.mark.anyio


async def propose(ledger: Ledger, proposer: bytes, lead_id: bytes | None = None) -> bytes:
    reward_id = rid()
    lead_id = lead_id or await add_lead(ledger)
    async with ledger.begin() as work:
        await work.rewards.propose(
            Reward(id=reward_id, lead_id=lead_id, amount_fen=500_000, proposed_by=proposer, proposed_at=NOW)
        )
    return reward_id


async def test_a_reward_goes_from_proposal_to_payment(ledger: Ledger) -> None:
    reward_id, leader = await propose(ledger, rid()), rid()
    async with ledger.begin() as work:
        assert await work.rewards.approve(reward_id, 1, leader, NOW) == 2
        assert await work.rewards.pay(reward_id, 2) == 3
        reward = await work.rewards.get(reward_id)
    assert (reward.state, reward.approved_by, reward.decided_at, reward.version) == ("paid", leader, NOW, 3)


async def test_who_proposes_does_not_decide(ledger: Ledger) -> None:
    proposer = rid()
    reward_id = await propose(ledger, proposer)
    async with ledger.begin() as work:
        with pytest.raises(NotAllowed):
            await work.rewards.approve(reward_id, 1, proposer, NOW)
        with pytest.raises(NotAllowed):
            await work.rewards.refuse(reward_id, 1, proposer, NOW)


async def test_the_database_itself_refuses_a_reward_decided_by_its_proposer(ledger: Ledger) -> None:
    proposer = rid()
    reward_id = await propose(ledger, proposer)
    forced = update(Reward).where(Reward.id == reward_id).values(approved_by=proposer)
    with pytest.raises(StorageError, match="two_people"):
        async with ledger.begin() as work:
            await work.rewards._session.execute(forced)


async def test_of_two_decisions_at_one_instant_one_counts(ledger: Ledger) -> None:
    reward_id = await propose(ledger, rid())

    async def decide(approve: bool) -> int:
        async with ledger.begin() as work:
            act = work.rewards.approve if approve else work.rewards.refuse
            return await act(reward_id, 1, rid(), NOW)

    outcomes = await asyncio.gather(decide(True), decide(False), return_exceptions=True)
    assert sum(outcome == 2 for outcome in outcomes) == 1
    assert sum(isinstance(outcome, StaleVersion) for outcome in outcomes) == 1


async def test_a_reward_that_is_not_approved_is_not_paid(ledger: Ledger) -> None:
    reward_id = await propose(ledger, rid())
    async with ledger.begin() as work:
        with pytest.raises(StaleVersion):
            await work.rewards.pay(reward_id, 1)


async def test_a_lead_has_one_reward(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    reward_id = await propose(ledger, rid(), lead_id)
    with pytest.raises(AlreadyDone):
        await propose(ledger, rid(), lead_id)
    async with ledger.read() as work:
        found = await work.rewards.of_lead(lead_id)
        assert [row.id for row in await work.rewards.in_state("proposed")] == [reward_id]
        with pytest.raises(NotFound):
            await work.rewards.get(rid())
    assert found is not None
    assert found.id == reward_id

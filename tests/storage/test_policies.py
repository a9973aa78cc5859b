"""Policy chains on both hosts, and proposals signed once by each side."""

import asyncio

import pytest

from storage.errors import AlreadyDone, NotFound
from storage.tables.ledger import PolicyProposal
from storage.unit_of_work import BotStore, Ledger
from storage.vault.policy import SignedPolicy
from tests.storage.builders import NOW, rid

pytestmark = pytest.mark.anyio


def signed(body: bytes) -> SignedPolicy:
    return SignedPolicy(body, rid(64), rid(64))


async def propose(ledger: Ledger) -> bytes:
    proposal_id = rid()
    async with ledger.begin() as work:
        await work.proposals.add(
            PolicyProposal(id=proposal_id, version=1, body=b"body", proposed_by=rid(), created_at=NOW)
        )
    return proposal_id


async def test_the_chain_comes_back_in_order(ledger: Ledger) -> None:
    chain = [signed(b"one"), signed(b"two"), signed(b"three")]
    async with ledger.begin() as work:
        assert await work.policies.newest() is None
        for version, policy in enumerate(chain, 1):
            await work.policies.add(version, policy, NOW)
    async with ledger.read() as work:
        assert await work.policies.chain() == chain
        assert await work.policies.chain(after=2) == chain[2:]
        assert [row.version for row in await work.policies.after(0, limit=1)] == [1]
        newest = await work.policies.newest()
    assert newest is not None
    assert (newest.version, newest.fingerprint) == (3, chain[2].fingerprint)


async def test_a_version_comes_into_force_once(ledger: Ledger) -> None:
    async def activate(body: bytes) -> None:
        async with ledger.begin() as work:
            await work.policies.add(1, signed(body), NOW)

    outcomes = await asyncio.gather(activate(b"a"), activate(b"b"), return_exceptions=True)
    assert sum(isinstance(outcome, AlreadyDone) for outcome in outcomes) == 1


async def test_the_bots_copy_takes_nothing_beside_the_chain(bot_store: BotStore) -> None:
    first = signed(b"one")
    async with bot_store.begin() as work:
        await work.policies.add(1, first)
        with pytest.raises(AlreadyDone):
            await work.policies.add(1, signed(b"beside"))
        assert await work.policies.chain() == [first]


async def test_each_side_signs_once(ledger: Ledger) -> None:
    proposal_id, office, custody = await propose(ledger), rid(), rid()
    async with ledger.begin() as work:
        assert await work.proposals.sign_for_office(proposal_id, b"o", office)
        assert not await work.proposals.sign_for_office(proposal_id, b"again", rid())
        assert await work.proposals.sign_for_custody(proposal_id, b"c", custody)
        assert not await work.proposals.sign_for_custody(proposal_id, b"again", rid())
    async with ledger.read() as work:
        found = await work.proposals.get(proposal_id)
    assert (found.office_signature, found.office_signer) == (b"o", office)
    assert (found.custody_signature, found.custody_signer) == (b"c", custody)


async def test_a_proposal_with_one_signature_does_not_come_into_force(ledger: Ledger) -> None:
    proposal_id = await propose(ledger)
    async with ledger.begin() as work:
        await work.proposals.sign_for_office(proposal_id, b"o", rid())
        assert not await work.proposals.activate(proposal_id)
        await work.proposals.sign_for_custody(proposal_id, b"c", rid())
        assert await work.proposals.activate(proposal_id)
        assert not await work.proposals.activate(proposal_id)


async def test_a_withdrawn_proposal_is_neither_signed_nor_shown(ledger: Ledger) -> None:
    proposal_id, kept = await propose(ledger), await propose(ledger)
    async with ledger.begin() as work:
        assert await work.proposals.withdraw(proposal_id)
        assert not await work.proposals.sign_for_office(proposal_id, b"o", rid())
        assert [row.id for row in await work.proposals.open()] == [kept]


async def test_an_unknown_proposal_is_not_found(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        with pytest.raises(NotFound):
            await work.proposals.get(rid())

"""The chain of policies as this host believes it."""

from dataclasses import replace

import pytest

from admin.services import Services
from admin.setup.founding import Founded
from bot.policy_keeper import PolicyKeeper
from storage.errors import PolicyRefused
from storage.unit_of_work import BotStore
from storage.vault.policy import SignedPolicy

pytestmark = pytest.mark.anyio


@pytest.fixture
async def signed(office: Services) -> SignedPolicy:
    async with office.ledger.read() as work:
        link = await work.policies.get(1)
    assert link is not None
    return SignedPolicy(link.body, link.office_signature, link.custody_signature)


@pytest.fixture
def pin(founded: Founded) -> str:
    return f"1:{founded.policy.fingerprint.hex()}"


async def test_nothing_is_believed_before_a_policy_was_fetched(store: BotStore, pin: str) -> None:
    assert PolicyKeeper(store, pin).believed is None


async def test_the_pinned_policy_is_believed_and_kept_over_a_restart(
    store: BotStore, pin: str, signed: SignedPolicy
) -> None:
    keeper = PolicyKeeper(store, pin)
    assert await keeper.extend([signed]) == 1
    assert keeper.believed is not None
    again = PolicyKeeper(store, pin)
    await again.load()
    assert again.believed == keeper.believed


@pytest.mark.parametrize("other", ["", "1:" + "0" * 64, "2:" + "0" * 64])
async def test_a_policy_that_is_not_the_pinned_one_is_kept_and_not_believed(
    store: BotStore, signed: SignedPolicy, other: str
) -> None:
    keeper = PolicyKeeper(store, other)
    await keeper.extend([signed])
    assert (keeper.height, keeper.believed) == (1, None)


async def test_a_forged_signature_is_refused_and_nothing_is_kept(
    store: BotStore, pin: str, signed: SignedPolicy
) -> None:
    keeper = PolicyKeeper(store, pin)
    forged = replace(signed, custody_signature=signed.office_signature)
    with pytest.raises(PolicyRefused):
        await keeper.extend([forged])
    assert keeper.height == 0


async def test_the_same_policy_again_is_refused(store: BotStore, pin: str, signed: SignedPolicy) -> None:
    keeper = PolicyKeeper(store, pin)
    await keeper.extend([signed])
    with pytest.raises(PolicyRefused):
        await keeper.extend([signed])
    assert keeper.height == 1


async def test_a_chain_tampered_with_on_disk_is_refused_whole(store: BotStore, pin: str, signed: SignedPolicy) -> None:
    async with store.begin() as work:
        await work.policies.add(1, replace(signed, body=signed.body[:-1] + b"\x00"))
    with pytest.raises(PolicyRefused):
        await PolicyKeeper(store, pin).load()


async def test_a_pin_that_comes_later_counts(store: BotStore, pin: str, signed: SignedPolicy) -> None:
    keeper = PolicyKeeper(store, "")
    await keeper.extend([signed])
    keeper.pin(pin)
    assert keeper.believed is not None


async def test_processes_of_one_host_believe_the_same_though_one_was_faster(
    store: BotStore, pin: str, signed: SignedPolicy
) -> None:
    one, two = PolicyKeeper(store, pin), PolicyKeeper(store, pin)
    await one.extend([signed])
    await two.extend([signed])
    assert two.believed == one.believed is not None

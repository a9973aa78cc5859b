"""What a witness takes out of line: a restore block on its own head, signed with today's keys, and nothing else."""

from collections.abc import Sequence

import pytest

from bot.witness import Witness
from storage.errors import ChainBroken
from storage.unit_of_work import BotStore
from storage.vault.chain import GENESIS, make_header, read_header
from storage.vault.policy import Policy, verify_chain
from storage.vault.policy_document import UnitKind
from storage.vault.restore_block import Head, Restore, SignedRestore, read_block, sign_restore, write_restore
from tests.bot.test_witness import headers
from tests.storage.vault import worlds as w

pytestmark = pytest.mark.anyio

OFFICE_ANEW = w.document(
    units=(
        w.policy_unit("office", UnitKind.OFFICE, epochs=(1, 2)),
        w.policy_unit("custody", UnitKind.CUSTODY, epochs=(1, 2)),
        *w.document().units[2:],
    )
)
CHAIN: Sequence[Policy] = verify_chain([w.first_policy(), w.following(w.first_policy(), 2, OFFICE_ANEW)])
LINE = headers(6)


def head(height: int) -> Head:
    return Head.of(read_header(LINE[height - 1])) if height else Head(0, GENESIS)


def block(witnessed: Head, resumed: Head, version: int = 2, epoch: int = 2, custody: str = "custody") -> bytes:
    body = write_restore(Restore(witnessed, resumed, w.HOUR, version, CHAIN[version - 1].fingerprint))
    pairs = (w.pair(f"office {epoch}"), w.pair(f"{custody} {epoch}"))
    return SignedRestore(body, *(sign_restore(body, pair) for pair in pairs)).header()


async def at_the_head(store: BotStore, height: int = 6) -> Witness:
    """A witness of so many blocks that was there while policy 2 was in force."""
    witness = Witness(store)
    await witness.take(LINE[:height])
    await witness.caught_up(head(height), 2)
    return witness


async def test_a_restore_block_on_the_witnessed_head_is_taken_and_the_chain_goes_on(store: BotStore) -> None:
    witness = await at_the_head(store)
    restored = block(head(6), head(2))
    after = make_header(8, read_block(restored).hash, [b"entry"], w.HOUR)
    await witness.take([restored, after], CHAIN)
    assert (witness.height, witness.alarm) == (8, False)
    assert [one.lost for one in witness.witnessed.restores] == [4]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(block(Head(6, bytes(32)), head(2)), id="on another head"),
        pytest.param(block(head(5), head(2)), id="on an older head"),
        pytest.param(block(head(6), Head(2, bytes(32))), id="going on from another past"),
        pytest.param(block(head(6), Head(9, bytes(32))), id="going on from what nobody saw"),
        pytest.param(block(head(6), head(2), version=1, epoch=1), id="signed with former keys"),
        pytest.param(block(head(6), head(2), version=2, epoch=1), id="signed with former keys under today's policy"),
        pytest.param(block(head(6), head(2), custody="office"), id="signed by one unit alone"),
    ],
)
async def test_no_other_block_is_taken_out_of_line(store: BotStore, wrong: bytes) -> None:
    witness = await at_the_head(store)
    with pytest.raises(ChainBroken):
        await witness.take([wrong], CHAIN)
    assert (witness.height, witness.alarm, witness.witnessed.restores) == (6, True, ())


async def test_a_second_restore_may_lose_the_first_which_stays_listed(store: BotStore) -> None:
    witness = await at_the_head(store)
    await witness.take([block(head(6), head(4))], CHAIN)
    await witness.take([block(witness.head, head(2))], CHAIN)
    assert [(one.height, one.lost) for one in witness.witnessed.restores] == [(7, 2), (8, 5)]
    assert not witness.alarm


async def test_a_host_that_lags_behind_the_witnessed_head_takes_it_too(store: BotStore) -> None:
    witness = await at_the_head(store, 4)
    await witness.take([block(head(6), head(2))], CHAIN)
    assert (witness.height, witness.alarm) == (7, False)


async def test_a_fresh_host_reads_an_old_restore_under_the_keys_of_its_day(store: BotStore) -> None:
    witness = Witness(store)
    await witness.take([*LINE[:2], block(head(6), head(2), version=1, epoch=1)], CHAIN)
    assert (witness.height, witness.alarm, len(witness.witnessed.restores)) == (7, False, 1)


async def test_before_a_policy_is_believed_a_restore_block_waits_without_an_alarm(store: BotStore) -> None:
    witness = Witness(store)
    await witness.take([*LINE[:2], block(head(6), head(2))], ())
    assert (witness.height, witness.alarm) == (2, False)
    await witness.take([block(head(6), head(2))], CHAIN)
    assert witness.height == 7


async def test_a_ledger_that_ends_in_another_block_than_witnessed_raises_the_alarm(store: BotStore) -> None:
    witness = await at_the_head(store)
    await witness.caught_up(head(3), 2)
    assert not witness.alarm
    with pytest.raises(ChainBroken):
        await witness.caught_up(Head(3, bytes(32)), 2)
    assert witness.alarm


async def test_a_restore_block_answers_for_an_alarm_which_stays_listed(store: BotStore) -> None:
    witness = await at_the_head(store)
    for _ in range(2):
        with pytest.raises(ChainBroken):
            await witness.take(headers(7, b"other")[6:], CHAIN)
    await witness.take([block(head(6), head(2))], CHAIN)
    assert not witness.alarm
    again = Witness(store)
    await again.load()
    assert [(one.height, one.settled) for one in again.witnessed.alarms] == [(7, True)]


async def test_what_another_process_of_this_host_kept_is_gone_on_from(store: BotStore) -> None:
    one, other = Witness(store), Witness(store)
    await one.take(LINE[:3])
    await other.take(LINE[3:])
    assert other.height == 6

"""The access ledger's headers as the second host has seen them."""

from datetime import UTC, datetime

import pytest

from bot.witness import Witness
from storage.errors import ChainBroken
from storage.unit_of_work import BotStore
from storage.vault.chain import GENESIS, make_header, read_header

pytestmark = pytest.mark.anyio
HOUR = datetime(2026, 11, 2, 8, tzinfo=UTC)


def headers(count: int, word: bytes = b"entry") -> list[bytes]:
    made: list[bytes] = []
    previous = GENESIS
    for height in range(1, count + 1):
        made.append(make_header(height, previous, [word + bytes([height])], HOUR))
        previous = read_header(made[-1]).hash
    return made


async def test_headers_that_extend_are_kept_over_a_restart(store: BotStore) -> None:
    witness = Witness(store)
    await witness.take(headers(3))
    again = Witness(store)
    await again.load()
    assert (again.height, again.alarm) == (3, False)
    await again.take(headers(5)[3:])
    assert again.height == 5


async def test_a_ledger_that_was_rewritten_raises_the_alarm_for_good(store: BotStore) -> None:
    witness = Witness(store)
    await witness.take(headers(2))
    with pytest.raises(ChainBroken):
        await witness.take(headers(4, b"other")[2:])
    assert (witness.height, witness.alarm) == (2, True)
    again = Witness(store)
    await again.load()
    assert again.alarm


async def test_what_extends_before_the_break_is_kept(store: BotStore) -> None:
    witness = Witness(store)
    good, bad = headers(2), headers(4, b"other")[3:]
    with pytest.raises(ChainBroken):
        await witness.take([*good, *bad])
    assert witness.height == 2


async def test_a_gap_is_a_break(store: BotStore) -> None:
    with pytest.raises(ChainBroken):
        await Witness(store).take(headers(3)[1:])


async def test_garbage_is_a_break(store: BotStore) -> None:
    witness = Witness(store)
    with pytest.raises(ChainBroken):
        await witness.take([b"nothing of the kind"])
    assert witness.alarm


async def test_processes_of_one_host_witness_together(store: BotStore) -> None:
    one, two = Witness(store), Witness(store)
    await one.take(headers(3))
    await two.take(headers(2))
    assert (two.height, two.alarm) == (3, False)
    await two.take(headers(5)[3:])
    await one.take(headers(5)[3:])
    assert (one.height, one.alarm) == (5, False)


async def test_another_past_for_another_process_raises_the_alarm(store: BotStore) -> None:
    await Witness(store).take(headers(2))
    with pytest.raises(ChainBroken):
        await Witness(store).take(headers(2, b"other"))
    later = Witness(store)
    await later.load()
    assert (later.height, later.alarm) == (2, True)

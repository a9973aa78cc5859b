"""The access ledger: blocks removed, reordered, entries changed; and the acknowledgement a reporter may keep."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import ChainBroken, SignatureBroken
from storage.vault.binding import Binding, decode
from storage.vault.chain import (
    GENESIS,
    Acknowledgement,
    Block,
    Entry,
    HostKey,
    check_entries,
    entry_bytes,
    extend,
    hash_entries,
    make_header,
    read_acknowledgement,
    read_entry,
    read_header,
)
from storage.vault.purposes import Purpose
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly, quick

HOST = HostKey(w.seed("host"))
ENTRIES = [entry_bytes(bytes([n]) * 16, "lead_viewed", w.STAFF, "office", w.LEAD, w.HOUR) for n in range(4)]


def headers(count: int = 4) -> list[bytes]:
    """A chain of blocks with one entry each."""
    made: list[bytes] = []
    previous = GENESIS
    for height in range(1, count + 1):
        made.append(make_header(height, previous, [ENTRIES[(height - 1) % 4]], w.HOUR + timedelta(hours=height)))
        previous = read_header(made[-1]).hash
    return made


def walk(chain: list[bytes]) -> Block | None:
    last: Block | None = None
    for header in chain:
        last = extend(last, header)
    return last


def test_a_chain_extends_from_genesis() -> None:
    last = walk(headers())
    assert last is not None
    assert (last.height, last.count, last.hour) == (4, 1, w.HOUR + timedelta(hours=4))


def test_a_header_is_the_designs_list_and_its_hash_covers_all_of_it() -> None:
    header = headers(1)[0]
    block = read_header(header)
    assert block.hash == hashlib.sha256(header).digest()
    assert decode(header, Purpose.BLOCK, 5).fields[1:3] == (GENESIS, hash_entries([ENTRIES[0]]))


@pytest.mark.parametrize("gone", range(3))
def test_a_removed_block_is_found_at_its_height(gone: int) -> None:
    chain = headers()
    with pytest.raises(ChainBroken) as caught:
        walk(chain[:gone] + chain[gone + 1 :])
    assert caught.value.height == gone + 1


def test_reordered_and_repeated_blocks_are_found() -> None:
    first, second, third, _ = headers()
    for chain in ([first, third, second], [second, first], [first, first], [first, second, first]):
        with exactly(ChainBroken):
            walk(chain)


def test_a_block_from_another_chain_is_found() -> None:
    other = make_header(2, bytes(32), ENTRIES[:1], w.HOUR)
    with pytest.raises(ChainBroken) as caught:
        walk([headers(1)[0], other])
    assert caught.value.height == 2


def test_entries_changed_dropped_added_or_reordered_are_found() -> None:
    block = read_header(make_header(1, GENESIS, ENTRIES, w.HOUR))
    check_entries(block, ENTRIES)
    swapped = [ENTRIES[1], ENTRIES[0], *ENTRIES[2:]]
    changed = [entry_bytes(bytes(16), "lead_exported", w.STAFF, "office", w.LEAD, w.HOUR), *ENTRIES[1:]]
    joined = [ENTRIES[0] + ENTRIES[1], *ENTRIES[2:]]
    for entries in (swapped, changed, ENTRIES[:-1], [*ENTRIES, ENTRIES[0]], joined, []):
        with pytest.raises(ChainBroken) as caught:
            check_entries(block, entries)
        assert caught.value.height == 1


def test_a_count_that_lies_is_found() -> None:
    block = read_header(make_header(1, GENESIS, ENTRIES, w.HOUR))
    with exactly(ChainBroken):
        check_entries(replace(block, count=3), ENTRIES)


@quick
@given(place=st.floats(min_value=0, max_value=1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_header_breaks_the_chain_there_or_after_it(place: float, bit: int) -> None:
    first, second = headers(2)
    changed = bytearray(first)
    changed[int(place * len(changed))] ^= 1 << bit
    with exactly(ChainBroken):
        walk([bytes(changed), second])


@quick
@given(st.binary(max_size=200), st.lists(st.binary(max_size=20), min_size=5, max_size=5))
def test_garbage_is_refused_by_name(garbage: bytes, fields: list[bytes]) -> None:
    for header in (garbage, Binding(Purpose.BLOCK, fields=tuple(fields)).encode(), b""):
        with exactly(ChainBroken):
            read_header(header)


def test_an_entry_tells_ids_kind_and_time_only() -> None:
    found = decode(ENTRIES[0], Purpose.ENTRY, 5)
    assert (found.lead, found.object) == (w.LEAD, bytes(16))
    assert found.fields == (b"lead_viewed", w.STAFF, b"office", b"2026-11-02T08:00:00+00:00", b"")


def test_an_entry_is_read_back_as_it_was_written() -> None:
    body = entry_bytes(bytes(16), "lead_viewed", w.STAFF, "office", w.LEAD, w.HOUR, "own")
    assert read_entry(body) == Entry(bytes(16), "lead_viewed", w.STAFF, "office", w.LEAD, w.HOUR, "own")


def acknowledged() -> Acknowledgement:
    return HOST.acknowledge(w.LEAD, b"C" * 32, w.HOUR, read_header(headers(1)[0]))


def test_an_acknowledgement_states_lead_commitment_hour_height_and_block() -> None:
    found = read_acknowledgement(acknowledged(), HOST.public)
    assert (found.lead_id, found.commitment, found.hour, found.height) == (w.LEAD, b"C" * 32, w.HOUR, 1)
    assert found.block_hash == read_header(headers(1)[0]).hash


def test_an_acknowledgement_of_another_host_is_refused() -> None:
    with exactly(SignatureBroken):
        read_acknowledgement(acknowledged(), HostKey(w.seed("other")).public)


def test_an_acknowledgement_with_another_commitment_lead_hour_or_block_is_refused() -> None:
    block, proof = read_header(headers(1)[0]), acknowledged()
    others = [
        HOST.acknowledge(w.LEAD, b"D" * 32, w.HOUR, block),
        HOST.acknowledge(w.OTHER_LEAD, b"C" * 32, w.HOUR, block),
        HOST.acknowledge(w.LEAD, b"C" * 32, w.HOUR - timedelta(hours=1), block),
        HOST.acknowledge(w.LEAD, b"C" * 32, w.HOUR, replace(block, height=2)),
        HOST.acknowledge(w.LEAD, b"C" * 32, w.HOUR, replace(block, hash=bytes(32))),
    ]
    for other in others:
        with exactly(SignatureBroken):
            read_acknowledgement(Acknowledgement(other.body, proof.signature), HOST.public)


def test_an_acknowledgement_that_names_another_signer_is_refused() -> None:
    body = Binding(Purpose.ACKNOWLEDGEMENT, w.LEAD, key=bytes(32), fields=(b"C" * 32, "2026-11-02", 1, b"")).encode()
    signed = Acknowledgement(body, HOST._key.sign(body))
    with exactly(SignatureBroken):
        read_acknowledgement(signed, HOST.public)


@quick
@given(st.binary(max_size=200))
def test_what_the_host_signed_otherwise_is_no_acknowledgement(body: bytes) -> None:
    with exactly(SignatureBroken):
        read_acknowledgement(Acknowledgement(body, HOST._key.sign(body)), HOST.public)
    with exactly(SignatureBroken):
        read_acknowledgement(Acknowledgement(body, bytes(64)), HOST.public)

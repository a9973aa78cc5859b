"""Restore blocks: signed by two, bound to two heads, taken for no ordinary block."""

import pytest

from storage.errors import ChainBroken
from storage.vault.chain import GENESIS, Block, make_header, read_header
from storage.vault.policy import Policy, verify_chain
from storage.vault.restore_block import (
    Head,
    Restore,
    SignedRestore,
    as_restore,
    check_signatures,
    follow,
    read_block,
    read_restore,
    sign_restore,
    write_restore,
)
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly

POLICIES = verify_chain([w.first_policy()])
FIRST = read_header(make_header(1, GENESIS, [b"entry"], w.HOUR))
WITNESSED = Head(7, bytes(range(32)))


def restore(witnessed: Head = WITNESSED, resumed: Head | None = None, policy: Policy = POLICIES[0]) -> Restore:
    return Restore(witnessed, resumed or Head.of(FIRST), w.HOUR, policy.version, policy.fingerprint)


def signed(what: Restore, office: str = "office 1", custody: str = "custody 1") -> SignedRestore:
    body = write_restore(what)
    return SignedRestore(body, sign_restore(body, w.pair(office)), sign_restore(body, w.pair(custody)))


def test_what_was_written_is_read() -> None:
    assert read_restore(write_restore(restore())) == restore()


def test_the_next_block_stands_on_the_restore_block() -> None:
    header = signed(restore()).header()
    block = follow(FIRST, header, POLICIES)
    assert (block.height, block.previous, block.count) == (8, WITNESSED.hash, 0)
    following = make_header(9, block.hash, [b"entry"], w.HOUR)
    assert follow(block, following, POLICIES).height == 9


@pytest.mark.parametrize(
    ("office", "custody"), [("office 1", "office 1"), ("custody 1", "custody 1"), ("police 1", "custody 1")]
)
def test_it_needs_the_signatures_of_office_and_of_custody(office: str, custody: str) -> None:
    with exactly(ChainBroken):
        check_signatures(signed(restore(), office, custody), POLICIES)


def test_signatures_are_over_these_heads() -> None:
    good, other = signed(restore()), write_restore(restore(Head(9, WITNESSED.hash)))
    with exactly(ChainBroken):
        check_signatures(SignedRestore(other, good.office_signature, good.custody_signature), POLICIES)


def test_it_names_a_policy_of_the_chain() -> None:
    stranger = Restore(WITNESSED, Head.of(FIRST), w.HOUR, 1, bytes(32))
    later = Restore(WITNESSED, Head.of(FIRST), w.HOUR, 2, POLICIES[0].fingerprint)
    for one in (stranger, later):
        with exactly(ChainBroken):
            check_signatures(signed(one), POLICIES)


@pytest.mark.parametrize("resumed", [Head(1, bytes(32)), Head(2, FIRST.hash), Head(0, GENESIS)])
def test_it_goes_on_where_the_ledger_ended(resumed: Head) -> None:
    with exactly(ChainBroken):
        follow(FIRST, signed(restore(resumed=resumed)).header(), POLICIES)


def test_nobody_goes_back_by_one() -> None:
    with exactly(ChainBroken):
        follow(FIRST, signed(restore(Head(0, GENESIS))).header(), POLICIES)


def test_an_ordinary_header_is_no_restore_block_and_is_read_all_the_same() -> None:
    header = make_header(1, GENESIS, [b"entry"], w.HOUR)
    assert as_restore(header) is None
    assert read_block(header) == FIRST
    assert isinstance(read_block(signed(restore()).header()), Block)


@pytest.mark.parametrize("garbage", [b"", b"nothing of the kind", b"\0\0\0\1a\0\0\0\1b\0\0\0\1c"])
def test_garbage_is_refused(garbage: bytes) -> None:
    with exactly(ChainBroken):
        follow(FIRST, garbage, POLICIES)

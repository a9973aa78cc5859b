"""A list and its confirmation: two people, exactly these leads, exactly as they stood."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from storage.errors import DestructionRefused, SignatureBroken
from storage.vault.destruction import (
    Confirmation,
    DestructionList,
    Listed,
    check_confirmation,
    claimed_list,
    read_list,
    sign_confirmation,
    sign_list,
)
from storage.vault.identity_access import Statement
from storage.vault.lead import NO_IDENTITY
from storage.vault.roster import Member
from storage.vault.seeds import KeyPair

PROPOSER, CONFIRMER = KeyPair.generate(), KeyPair.generate()
WANG, BAO, DAY = b"w" * 16, b"b" * 16, date(2026, 1, 10)
FIRST = Listed(b"1" * 16, "10000001", DAY, 8, 3, 2, b"h" * 32)
SECOND = Listed(b"2" * 16, "10000002", DAY, 5, 1, 1, NO_IDENTITY)
LIST = DestructionList(b"a" * 16, WANG, "office", 1000, 2000, (FIRST, SECOND))


def seat(staff_id: bytes, pair: KeyPair) -> Member:
    return Member(staff_id, pair.public, staff_id, DAY)


def listed() -> Statement:
    return sign_list(LIST, PROPOSER)


def confirmed(stored: Statement, **given: Any) -> Statement:
    usual = Confirmation(LIST.act_id, stored.hash, BAO, 1500, (FIRST.lead_id,))
    return sign_confirmation(replace(usual, **given), CONFIRMER)


def check(stored: Statement, confirmation: Statement) -> Confirmation:
    return check_confirmation(confirmation, [seat(BAO, CONFIRMER)], stored, [seat(WANG, PROPOSER)])


def test_a_list_reads_back_as_it_was_signed() -> None:
    assert read_list(listed(), [seat(WANG, KeyPair.generate()), seat(WANG, PROPOSER)]) == LIST
    assert (FIRST.has_identity, SECOND.has_identity) == (True, False)


def test_a_confirmation_names_what_of_the_list_goes() -> None:
    stored = listed()
    assert check(stored, confirmed(stored)).lead_ids == (FIRST.lead_id,)


def test_a_list_that_somebody_else_signed_is_refused() -> None:
    with pytest.raises(SignatureBroken):
        read_list(sign_list(LIST, KeyPair.generate()), [seat(WANG, PROPOSER)])
    with pytest.raises(SignatureBroken):
        read_list(listed(), [seat(BAO, PROPOSER)])


@pytest.mark.parametrize("place", [40, 200, -5])
def test_a_list_changed_after_signing_is_refused(place: int) -> None:
    stored = listed()
    body = bytearray(stored.body)
    body[place] ^= 1
    with pytest.raises((SignatureBroken, DestructionRefused)):
        read_list(Statement(bytes(body), stored.signature), [seat(WANG, PROPOSER)])


@pytest.mark.parametrize("leads", [(), (FIRST, FIRST)])
def test_a_list_of_nothing_or_of_a_lead_twice_is_none(leads: tuple[Listed, ...]) -> None:
    with pytest.raises(DestructionRefused):
        claimed_list(sign_list(replace(LIST, leads=leads), PROPOSER).body)


@pytest.mark.parametrize("given", [{"listed": b"x" * 32}, {"act_id": b"z" * 16}, {"lead_ids": (b"3" * 16,)}], ids=str)
def test_a_confirmation_of_another_list_or_lead_is_refused(given: dict[str, Any]) -> None:
    stored = listed()
    with pytest.raises(DestructionRefused):
        check(stored, confirmed(stored, **given))


def test_a_confirmation_that_no_custodian_signed_is_refused() -> None:
    stored = listed()
    forged = sign_confirmation(Confirmation(LIST.act_id, stored.hash, BAO, 1500, ()), KeyPair.generate())
    with pytest.raises(SignatureBroken):
        check(stored, forged)


def test_one_person_under_two_accounts_is_one_person() -> None:
    stored = listed()
    both = sign_confirmation(Confirmation(LIST.act_id, stored.hash, BAO, 1500, ()), PROPOSER)
    with pytest.raises(DestructionRefused):
        check_confirmation(both, [seat(BAO, PROPOSER)], stored, [seat(WANG, PROPOSER)])


def test_a_confirmation_passes_for_no_list_and_a_list_for_no_confirmation() -> None:
    stored = listed()
    with pytest.raises(DestructionRefused):
        claimed_list(confirmed(stored).body)
    with pytest.raises(DestructionRefused):
        check(stored, stored)

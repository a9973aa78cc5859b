"""The reporter card: the only word on the lead's keys that the reporter's side trusts."""

from dataclasses import replace

import pytest

from storage.errors import SealBroken
from storage.vault.binding import Binding, frame
from storage.vault.card import make_card, open_card, seal_card
from storage.vault.purposes import Purpose
from storage.vault.sealing import encrypt
from storage.vault.seeds import Label
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly

COMMITMENT = bytes(range(32))


def test_a_card_gives_lead_id_public_key_thread_key_and_commitment() -> None:
    keys, receipt = w.lead_keys(), w.receipt_keys()
    card = open_card(seal_card(make_card(keys, COMMITMENT), receipt), receipt)
    assert (card.lead_id, card.lead_public, card.commitment) == (w.LEAD, keys.pair.public, COMMITMENT)
    assert card.thread_key == keys.key(Label.THREAD)


def test_another_receipt_opens_no_card() -> None:
    sealed = seal_card(make_card(w.lead_keys(), COMMITMENT), w.receipt_keys())
    with exactly(SealBroken):
        open_card(sealed, w.receipt_keys("other"))


def test_a_card_is_tied_to_the_id_it_is_found_by() -> None:
    receipt = w.receipt_keys()
    sealed = seal_card(make_card(w.lead_keys(), COMMITMENT), receipt)
    with exactly(SealBroken):
        open_card(sealed, replace(receipt, lookup_id=bytes(32)))


@pytest.mark.parametrize(
    "plain", [b"", b"\x00", frame([b"a", b"b"]), frame([w.LEAD, b"short", bytes(32), bytes(32)]), frame([b""] * 5)]
)
def test_a_card_with_other_contents_is_refused_by_name(plain: bytes) -> None:
    receipt = w.receipt_keys()
    sealed = encrypt(receipt.card_key, plain, Binding(Purpose.CARD, fields=(receipt.lookup_id,)))
    with exactly(SealBroken):
        open_card(sealed, receipt)


def test_every_card_is_one_size() -> None:
    cards = [seal_card(make_card(w.lead_keys(name=name), COMMITMENT), w.receipt_keys(name)) for name in "abc"]
    assert len({len(card) for card in cards}) == 1

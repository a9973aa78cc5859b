"""The receipt: what people type, and what grows from it."""

import pickle
from collections import Counter

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import ReceiptMistyped
from storage.vault.damm import check_digit
from storage.vault.receipt import Receipt, StretchParameters
from storage.vault.secret import SecretBytes
from storage.vault.seeds import Label, derive
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly, quick

FIXED = "1234567890123456789" + check_digit("1234567890123456789")
CHEAP = StretchParameters(w.SALT, memory=8, iterations=1)


def test_a_receipt_is_19_random_digits_and_a_check_digit_in_five_groups() -> None:
    receipt = Receipt.generate()
    assert [len(group) for group in receipt.grouped().split(" ")] == [4] * 5
    assert receipt.grouped().replace(" ", "") == receipt.reveal()
    assert receipt.reveal()[-1] == check_digit(receipt.reveal()[:-1])


def test_digits_of_receipts_are_evenly_spread() -> None:
    count: Counter[str] = Counter()
    for _ in range(1000):
        count.update(Receipt.generate().reveal()[:-1])
    # 19,000 throws of a die with ten faces; six standard deviations.
    assert all(abs(count[digit] - 1900) < 6 * 42 for digit in "0123456789")


@pytest.mark.parametrize(
    "typed",
    [
        FIXED,
        " ".join(FIXED[at : at + 4] for at in range(0, 20, 4)),
        "-".join(FIXED[at : at + 4] for at in range(0, 20, 4)),
        "".join(chr(ord(digit) + 0xFEE0) for digit in FIXED),
        f"  {FIXED[:10]}\u3000{FIXED[10:]}\r\n",
        f"{FIXED[:10]}\u200b\u00a0{FIXED[10:]}",
        FIXED[:10] + "，" + FIXED[10:],
        f"\ufeff\u2068{FIXED}\u2069",
    ],
)
def test_a_receipt_is_read_as_people_type_or_paste_it(typed: str) -> None:
    assert Receipt.parse(typed).reveal() == FIXED


@pytest.mark.parametrize(
    "typed", ["", " ", FIXED[:-1], FIXED + "0", "+" + FIXED, "一二三四", "x" * 20, "\ud800", "٠" * 20, "0" * 999]
)
def test_what_is_no_receipt_is_refused_by_name(typed: str) -> None:
    with exactly(ReceiptMistyped):
        Receipt.parse(typed)


@quick
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_by_name(typed: str) -> None:
    with exactly(ReceiptMistyped):
        Receipt.parse(typed)


@quick
@given(st.integers(0, 19), st.integers(1, 9))
def test_a_wrong_digit_is_told_at_once(at: int, more: int) -> None:
    wrong = FIXED[:at] + str((int(FIXED[at]) + more) % 10) + FIXED[at + 1 :]
    with exactly(ReceiptMistyped):
        Receipt.parse(wrong)


def test_keys_are_hkdf_of_argon2id_over_the_digits() -> None:
    stretched = SecretBytes(
        Argon2id(salt=w.SALT, length=32, iterations=2, lanes=1, memory_cost=19 * 1024).derive(FIXED.encode())
    )
    keys = Receipt.parse(FIXED).keys(StretchParameters(w.SALT))
    assert keys.lookup_id == derive(stretched, Label.LOOKUP).reveal()
    assert keys.card_key == derive(stretched, Label.CARD)
    signer = Ed25519PrivateKey.from_private_bytes(derive(stretched, Label.RECEIPT_SIGNING).reveal())
    assert keys.public == signer.public_key().public_bytes_raw()


def test_typing_it_another_way_gives_the_same_keys() -> None:
    spaced = " ".join(FIXED[at : at + 4] for at in range(0, 20, 4))
    assert Receipt.parse(spaced).keys(CHEAP) == Receipt.parse(FIXED).keys(CHEAP)


def test_salt_memory_and_passes_each_change_the_keys() -> None:
    costs = [CHEAP, StretchParameters(bytes(16), 8, 1), StretchParameters(w.SALT, 16, 1)]
    costs.append(StretchParameters(w.SALT, 8, 2))
    assert len({Receipt.parse(FIXED).keys(cost).lookup_id for cost in costs}) == 4


def test_the_last_four_digits_prove_that_it_was_written_down() -> None:
    receipt = Receipt.parse(FIXED)
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in FIXED[-4:])
    assert all(receipt.ends_with(typed) for typed in (FIXED[-4:], f" {FIXED[-4:]} ", full_width))
    assert not any(
        receipt.ends_with(typed) for typed in ("", FIXED[-3:], FIXED[:4], FIXED, "0000", "一二三四", "\ud800")
    )


def test_a_receipt_does_not_print() -> None:
    receipt = Receipt.parse(FIXED)
    keys = receipt.keys(CHEAP)
    for shown in (repr(receipt), str(receipt), f"{receipt}", f"{receipt!r:>5}", repr([receipt]), repr(keys), str(keys)):
        assert FIXED not in shown
        assert FIXED[-4:] not in shown
        assert keys.lookup_id.hex()[:8] not in shown
        assert repr(keys.lookup_id)[2:12] not in shown


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_receipt_is_never_pickled(protocol: int) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Receipt.parse(FIXED), protocol)

import pytest

from bot.dialog import receipts
from tests.bot.dialog.dialogs import RECEIPT


@pytest.mark.parametrize(
    "typed", [RECEIPT, " ".join(receipts.groups(RECEIPT)), "-".join(receipts.groups(RECEIPT)) + "。"]
)
def test_a_receipt_is_read_as_people_type_it(typed: str) -> None:
    assert receipts.read(typed) == (RECEIPT, "")


def test_any_single_wrong_digit_is_told_at_once() -> None:
    for at, digit in enumerate(RECEIPT):
        wrong = RECEIPT[:at] + str((int(digit) + 1) % 10) + RECEIPT[at + 1 :]
        assert receipts.read(wrong) == ("", "error.receipt_check")


@pytest.mark.parametrize("typed", ["", "1234", RECEIPT[:-1], RECEIPT + "1"])
def test_a_wrong_count_is_told_as_such(typed: str) -> None:
    assert receipts.read(typed) == ("", "error.receipt_length")


def test_the_last_four_digits_or_all_of_it_prove_it_was_written_down() -> None:
    assert receipts.ends(RECEIPT[-4:], RECEIPT)
    assert receipts.ends(" ".join(receipts.groups(RECEIPT)), RECEIPT)
    assert not receipts.ends("", RECEIPT)
    assert not receipts.ends(RECEIPT[:4], RECEIPT) or RECEIPT[:4] == RECEIPT[-4:]
    assert not receipts.ends("", "")

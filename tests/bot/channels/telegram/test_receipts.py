"""A receipt in a message is found in every way people write it, and other numbers are not taken for one."""

import pytest

from bot.channels.telegram.receipts import is_receipt
from storage.vault.receipt import Receipt


@pytest.mark.parametrize(
    "text",
    ["12345678901234567890", " 1234 5678 9012 3456 7890", "1234-5678-9012-3456-7890", "１２３４ 5678\n90123456 7890"],
)
def test_a_message_of_twenty_digits_is_one(text: str) -> None:
    assert is_receipt(text)


def test_a_right_receipt_is_found_among_words() -> None:
    digits = Receipt.generate().reveal()
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    assert is_receipt(f"我的码是 {digits}。")
    assert not is_receipt(f"转到账号 {wrong}。")


@pytest.mark.parametrize(
    "text", ["", "13800001234", "13800001234 13800001235", "1234，5678，9012，3456，7890", "8" * 21]
)
def test_other_numbers_are_not(text: str) -> None:
    assert not is_receipt(text)

"""A receipt in a message is found in every way people write it, and phone numbers are not taken for one."""

import pytest

from bot.channels.telegram.receipts import holds_receipt


@pytest.mark.parametrize(
    "text",
    [
        "12345678901234567890",
        "1234 5678 9012 3456 7890",
        "1234-5678-9012-3456-7890",
        "我的码是１２３４ 5678\n90123456 7890。",
    ],
)
def test_a_receipt_is_found(text: str) -> None:
    assert holds_receipt(text)


@pytest.mark.parametrize(
    "text", ["", "13800001234", "13800001234 13800001235", "1234，5678，9012，3456，7890", "8" * 21]
)
def test_other_numbers_are_not(text: str) -> None:
    assert not holds_receipt(text)

"""Receipts as people type them: 20 digits, blanks and dashes do not matter, a slip is told at once."""

from __future__ import annotations

import unicodedata

from storage.errors import ReceiptMistyped
from storage.vault.receipt import DIGITS, Receipt


def looks_like(text: str) -> bool:
    """Whether a message is meant as a receipt: nearly all digits, about as many."""
    digits = _digits(text)
    return abs(len(digits) - DIGITS) <= 3 and len(digits) * 2 > len(text)


def read(text: str) -> tuple[str, str]:
    """(20 digits, "") or ("", text key of what is wrong)."""
    try:
        return Receipt.parse(text).reveal(), ""
    except ReceiptMistyped:
        count = len(_digits(text))
        return "", "error.receipt_check" if count == DIGITS else "error.receipt_length"


def groups(digits: str) -> tuple[str, ...]:
    """Five groups of four, to be read and written down."""
    return tuple(digits[at : at + 4] for at in range(0, len(digits), 4))


def ends(text: str, digits: str) -> bool:
    """Whether a typed text is the receipt's last four digits, or all of it."""
    typed = _digits(text)
    return bool(digits) and typed in (digits, digits[-4:])


def _digits(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char in "0123456789")

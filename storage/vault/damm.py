"""Damm's check digit: finds every single wrong digit and every swap of neighbours.

The table is the quasigroup of order 10 in H. Michael Damm's thesis (Marburg, 2004).
"""

from __future__ import annotations

from typing import Final

_TABLE: Final = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(digits: str) -> str:
    """The digit that makes `digits` + it pass."""
    state = "0"
    for digit in digits:
        state = _TABLE[int(state)][int(digit)]
    return state


def passes(digits: str) -> bool:
    """Whether a string that ends in its check digit is whole."""
    return bool(digits) and digits.isascii() and digits.isdigit() and check_digit(digits) == "0"

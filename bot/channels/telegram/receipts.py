"""Whether a message holds a receipt, so that it can be taken out of the chat."""

import re
import unicodedata

from storage.errors import ReceiptMistyped
from storage.vault.receipt import Receipt

_RUN = re.compile(r"\d(?:[\s\-‐-―]*\d)*")
_DIGITS = 20


def is_receipt(text: str) -> bool:
    """True for a message of nothing but 20 digits, mistyped or not, and for a right receipt among other words.

    Other numbers of 20 digits within a story (an account, an order) are left alone, but for one in ten that has a
    right check digit by chance: the words are kept all the same, only their message goes from the chat.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    runs = [run for run in _RUN.findall(plain) if sum(character.isdigit() for character in run) == _DIGITS]
    return any(run == plain or _is_right(run) for run in runs)


def _is_right(run: str) -> bool:
    try:
        Receipt.parse(run)
    except ReceiptMistyped:
        return False
    return True

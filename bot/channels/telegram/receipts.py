"""Whether a message holds a receipt, so that it can be taken out of the chat."""

import re
import unicodedata

_RUN = re.compile(r"\d(?:[\s\-‐-―]*\d)*")
_DIGITS = 20


def holds_receipt(text: str) -> bool:
    """True where 20 digits stand together, in groups or not. A mistyped receipt is taken for one too."""
    runs = _RUN.findall(unicodedata.normalize("NFKC", text))
    return any(sum(character.isdigit() for character in run) == _DIGITS for run in runs)

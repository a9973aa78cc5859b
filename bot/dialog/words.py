"""What typed text is: cleaned once, counted the same way everywhere."""

from __future__ import annotations

import re
import unicodedata

STORY_LIMIT = 20_000
FACT_LIMIT = 5_000
NOTE_LIMIT = 5_000
NAME_LIMIT = 60
PHONE_LIMIT = 30
HARD_FACTOR = 3
"""Text over a limit is kept and said; only beyond this many times the limit is a further message not kept."""

_LINE_ENDS = re.compile("\r\n|\r|\u2028|\u2029|\x85")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9}|0\d{9,11})")
_BLANKS = re.compile(r"[\s\-‐‑–—－()（）]+")


def clean(text: str) -> str:
    """Line ends as LF, no control characters, no half surrogates, no blank margin."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text)).strip()


def length(texts: tuple[str, ...]) -> int:
    """Characters (code points) of all messages together, one for each line end between them."""
    return len("\n".join(texts))


def folded(text: str) -> str:
    """For comparing what was typed: full-width and half-width, upper and lower case, margins do not matter."""
    return unicodedata.normalize("NFKC", text).casefold().strip().strip("。.！!，,、 ")


def is_phone(text: str) -> bool:
    """Whether a text has the form of a mainland mobile or landline number."""
    return _PHONE.fullmatch(_BLANKS.sub("", unicodedata.normalize("NFKC", text))) is not None

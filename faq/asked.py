"""Which questions may be told to editors, and as what: the plain form alone, and never one that names somebody."""

import re

from faq import text

LONGEST = 60
"""A longer text is a story; three people do not type the same one."""
_GAPS = re.compile(r"(?<=\d)[\s\-.·,()]+(?=\d)")
_MANY_DIGITS = re.compile(r"\d{7,}|\d{6,}x")
_SPOKEN_DIGITS = re.compile("[零〇一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖]{7,}")


def plain(question: str) -> str:
    """The normalised text that is counted and told; empty where it says nothing, tells a story or names somebody."""
    if names_somebody(question):
        return ""
    found = text.bare(question)
    return "" if len(found) > LONGEST or names_somebody(found) else found


def names_somebody(question: str) -> bool:
    """Whether the text holds a number long enough for a phone, an identity card, a receipt or an account.

    Seven digits in a row count, with blanks or dashes between them too, as figures or as Chinese numerals. Limit: a
    name or a plate is not known as one; they are held back because three conversations do not ask them alike.
    """
    cleaned = _GAPS.sub("", text.clean(question))
    return bool(_MANY_DIGITS.search(cleaned) or _SPOKEN_DIGITS.search(cleaned))

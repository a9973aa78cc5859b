"""Numbers in one spelling: up to ninety-nine in characters, as they are spoken, and larger ones in digits."""

import re

_WRITTEN_DIGITS = ("零〇", "一幺壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {char: value for value, chars in enumerate(_WRITTEN_DIGITS) for char in chars}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
SMALL = "零一二三四五六七八九"
_WRITTEN = re.compile(f"[{''.join(DIGITS)}{''.join(UNITS)}]{{3,}}")
_SHORT = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_PAIR = re.compile("(?<![十百千第])二(?=[个种类项条人次天家位])")
_LONG = re.compile(r"\d{3,}")


def unify(text: str) -> str:
    """From one hundred on in digits, smaller ones in characters; spelled-out rows (一二三三七) become digits.

    >>> unify("第二百九十四条"), unify("2个一律"), unify("幺二三三七"), unify("12类")
    ('第294条', '两个一律', '12337', '十二类')
    """
    text = _WRITTEN.sub(lambda found: _digits(found.group()), text)
    return _PAIR.sub("两", _SHORT.sub(lambda found: _spoken(found.group()), text))


def long_numbers(text: str) -> frozenset[str]:
    """The numbers of three digits and more, which must agree between a question and its answer."""
    return frozenset(_LONG.findall(text))


def value(written: str) -> int | None:
    """The number that characters or digits say, None when they say none."""
    if written.isdecimal() and written.isascii():
        return int(written)
    if not written or any(char not in DIGITS and char not in UNITS for char in written):
        return None
    total, digit = 0, 0
    for char in written:
        if char in UNITS:
            total += (digit or 1) * UNITS[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return total + digit


def _digits(written: str) -> str:
    if not any(char in UNITS for char in written):
        return "".join(str(DIGITS[char]) for char in written)
    number = value(written)
    return written if number is None or number < 100 else str(number)


def _spoken(digits: str) -> str:
    if len(digits) == 1 or digits[0] == "0":
        return "".join(SMALL[int(digit)] for digit in digits)
    tens, ones = divmod(int(digits), 10)
    return (SMALL[tens] if tens > 1 else "") + "十" + (SMALL[ones] if ones else "")

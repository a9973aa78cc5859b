"""Numbers written in characters become digits, so that 二百九十四条 and 294条 are one wording."""

import re

_WRITTEN_DIGITS = ("零〇", "一幺壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {char: value for value, chars in enumerate(_WRITTEN_DIGITS) for char in chars}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
SMALL = "零一二三四五六七八九"
WRITTEN = re.compile(f"[{''.join(DIGITS)}{''.join(UNITS)}]+")
ARABIC = re.compile(r"(?<!\d)\d(?!\d)")
LONG = re.compile(r"\d{2,}")


def unify(text: str) -> str:
    """Numbers from ten on become digits, single digits become characters; spelled-out rows (一二三三七) become digits.

    >>> unify("第二百九十四条"), unify("2个一律"), unify("幺二三三七")
    ('第294条', '二个一律', '12337')
    """
    text = WRITTEN.sub(lambda found: _value(found.group()), text)
    return ARABIC.sub(lambda found: SMALL[int(found.group())], text)


def long_numbers(text: str) -> frozenset[str]:
    """The numbers of two digits and more, which must agree between a question and its answer."""
    return frozenset(LONG.findall(text))


def _value(written: str) -> str:
    if not any(char in UNITS for char in written):
        digits = "".join(str(DIGITS[char]) for char in written)
        return digits if len(digits) >= 3 else "".join(SMALL[int(digit)] for digit in digits)
    if written in {"百", "千", "十百", "百千"}:  # as in 百姓 or 千万: no number
        return written
    total, digit = 0, 0
    for char in written:
        if char in UNITS:
            total += (digit or 1) * UNITS[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return str(total + digit)

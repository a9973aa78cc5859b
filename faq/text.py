"""From what a citizen typed to the plain form that is compared: one script, one width, no punctuation, no fillers.

Stages: `clean` (readable text, separators kept), `spoken` (letters and digits only), `bare` (common words, no fillers).
Every stage takes any string, also lone surrogates and NULs, and never raises.
"""

import re
import unicodedata
from functools import cache

from faq import numbers
from faq.resources import read_lines

LONGEST = 600
"""Characters of a question that are looked at: its first and its last half this long."""

_LATIN_MARKS = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_NOT_SHOWN = re.compile("[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
_SPREAD_DIGITS = re.compile("(?<=(?<![0-9])[0-9]) (?=[0-9](?![0-9]))")
_ENUMERATED = re.compile(r"^\W*(?:(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、]|\d{1,2}\. ?(?!\d)|[问q]:)\s*")
"""The number before a question copied from a handbook: `一、`, `(3)`, `问:`."""
_SEPARATORS = re.compile("[^0-9a-z\u3400-\u9fff\U00020000-\U0003ffff]+")


@cache
def _simplified() -> dict[int, str]:
    return {ord(form): line[0] for line in read_lines("traditional.txt") for form in line[1:]}


@cache
def _dialect() -> tuple[re.Pattern[str], dict[str, str]]:
    words = dict(clean(line).split() for line in read_lines("dialect.txt"))
    return re.compile("|".join(map(_whole, sorted(words, key=len, reverse=True)))), words


def regional_words() -> list[str]:
    """The spoken words that are replaced, without the initials."""
    return [word for word in _dialect()[1] if not word.isascii()]


def _whole(word: str) -> str:
    """A pattern for the word; Latin initials (shce) are never found inside other letters."""
    return f"(?<![a-z]){word}(?![a-z])" if word.isascii() else re.escape(word)


@cache
def _fillers() -> re.Pattern[str]:
    words = sorted({clean(word) for word in read_lines("fillers.txt")}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def shorten(text: str) -> str:
    """At most LONGEST characters: a story is told at the beginning and asks at the end."""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST // 2] + text[-LONGEST // 2 :]


def clean(text: str) -> str:
    """NFKC, lower case, simplified characters, nothing invisible; punctuation stays. At most LONGEST characters."""
    text = shorten(text).encode("utf-8", "ignore").decode("utf-8")
    text = shorten(unicodedata.normalize("NFKC", _NOT_SHOWN.sub(" ", text)).lower())
    if _LATIN_MARKS.search(text):
        text = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return text.translate(_simplified())


def squeeze(text: str) -> str:
    """Cleaned text without separators, except a blank between two words of Latin letters or digits."""
    words = _SPREAD_DIGITS.sub("", _SEPARATORS.sub(" ", text)).split()
    joined = ""
    for word in words:
        if joined and joined[-1].isascii() and word[0].isascii():
            joined += " "
        joined += word
    return joined


@cache
def _elsewhere() -> re.Pattern[str]:
    words = {bare(word) for line in read_lines("elsewhere.txt") for word in line.split()}
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def elsewhere(plain: str) -> list[str]:
    """The words of a bare text that name the business of other offices."""
    return _elsewhere().findall(plain)


@cache
def _scope() -> re.Pattern[str]:
    words = {bare(word) for line in read_lines("scope.txt") for word in line.split()}
    return re.compile("|".join(map(re.escape, sorted(words))))


def in_scope(plain: str) -> bool:
    """Whether a bare text holds a word that is this counter's own."""
    return _scope().search(plain) is not None


def _common_words(plain: str) -> str:
    """Dialect words and initials by their common word, each once."""
    pattern, words = _dialect()
    return pattern.sub(lambda found: words[found.group()], plain)


def spoken(text: str) -> str:
    """Cleaned and squeezed, with all its fillers and regional words: how people write."""
    return squeeze(_ENUMERATED.sub("", clean(text)))


def bare(text: str) -> str:
    """The comparable form: cleaned, squeezed, fillers removed, numbers unified. Empty when nothing is asked."""
    return standard(spoken(text))


def standard(plain: str) -> str:
    """A spoken text in common words and without fillers, the second half of `bare`.

    Fillers inside fillers do not hide each other: removal is repeated until nothing changes.
    """
    while True:
        shorter = _fillers().sub("", plain)
        if shorter == plain:
            return numbers.unify(squeeze(_common_words(plain)))
        plain = shorter

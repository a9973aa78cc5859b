"""Which passwords are taken, and how one is generated. Pure: a password is judged, never kept."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable
from typing import Final

from storage.errors import BadInput
from storage.vault.secret import SecretText

SHORTEST: Final = 12
LONGEST: Final = 200
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is mistaken in print: i, l, o, 0, 1."""
_FEWEST_LETTERS: Final = 4
_SHORTEST_RUN: Final = 4
_GROUPS: Final = 6
_GROUP: Final = 4
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_WORDS: Final = (
    "password", "passw0rd", "admin", "administrator", "welcome", "letmein", "iloveyou", "woaini", "qwerty", "asdfgh",
    "abc123", "123456", "654321", "111111", "000000", "888888", "666666", "112233", "123123", "5201314", "saohei",
    "saoheichue", "xiansuo", "china", "zhongguo", "zhonghua", "baoan", "gongan", "bangongshi", "wangshi", "root",
    "test", "demo", "changeme", "secret", "monkey", "dragon", "football", "master", "superman", "hello", "nihao",
)  # fmt: skip


def generate() -> SecretText:
    """Six groups of four from 31 signs (118 bits), for custodians and for whoever wants one."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return SecretText("-".join(groups))


def is_generated(password: SecretText) -> bool:
    """Whether it has the form that `generate` gives."""
    groups = password.reveal().split("-")
    return len(groups) == _GROUPS and all(len(group) == _GROUP and set(group) <= set(_ALPHABET) for group in groups)


def normal(typed: str) -> SecretText:
    """A password as it is stretched: NFKC, because input methods write one sign in several ways."""
    return SecretText(unicodedata.normalize("NFKC", typed))


def check(password: SecretText, name: str, login: str) -> None:
    """Raise `BadInput` for a password that is too short or long, common, or made of the person's own name."""
    text = password.reveal()
    if len(text) < SHORTEST:
        raise BadInput("signin.error.password_short", count=SHORTEST)
    if len(text) > LONGEST:
        raise BadInput("signin.error.password_long", count=LONGEST)
    rest = _without(text.lower(), [own for own in (name.lower(), login.lower()) if len(own) > 1])
    if len(rest) < SHORTEST // 2:
        raise BadInput("signin.error.password_is_name")
    if _repeats(text.lower()) or _own_letters(rest) < _FEWEST_LETTERS:
        raise BadInput("signin.error.password_common")


def _own_letters(text: str) -> int:
    """How many letters are left when common words and keyboard runs are taken out: what a guessing program must guess.

    Digits and signs do not count: a word with a year and an exclamation mark is what such programs try first.
    """
    return sum(char.isalpha() for char in _without_runs(_without(text, _WORDS)))


def _without(text: str, words: Iterable[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, " ").replace(word[::-1], " ")
    return "".join(text.split())


def _repeats(text: str) -> bool:
    """Whether the whole is one piece of at most half its length, over and over."""
    pieces = (text[:size] for size in range(1, len(text) // 2 + 1))
    return any((piece * len(text))[: len(text)] == text for piece in pieces)


def _without_runs(text: str) -> str:
    """The text without pieces of four and more that lie side by side on a keyboard, in the alphabet or in counting."""
    kept, at = "", 0
    while at < len(text):
        size = max(_run_length(text[at:], row) for base in _ROWS for row in (base, base[::-1]))
        if size < _SHORTEST_RUN:
            kept, size = kept + text[at], 1
        at += size
    return kept


def _run_length(text: str, row: str) -> int:
    size = min(len(text), len(row))
    while size and text[:size] not in row:
        size -= 1
    return size

"""Which passwords are taken, and how one is generated. Pure: a password is judged, never kept."""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

from storage.errors import BadInput
from storage.vault.secret import SecretText

SHORTEST: Final = 12
LONGEST: Final = 200
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is mistaken in print: i, l, o, 0, 1."""
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
    if _left_after_names(text.lower(), name.lower(), login.lower()) < SHORTEST // 2:
        raise BadInput("signin.error.password_is_name")
    if _is_common(text.lower()):
        raise BadInput("signin.error.password_common")


def _left_after_names(text: str, name: str, login: str) -> int:
    for own in (name, login, name[::-1], login[::-1]):
        if len(own) > 1:
            text = text.replace(own, "")
    return len(text)


def _is_common(text: str) -> bool:
    if len(set(text)) < 5 or _repeats(text):
        return True
    rest = text
    for word in sorted(_WORDS, key=len, reverse=True):
        rest = rest.replace(word, "")
    # A word with a year or a few digits behind it is what guessing programs try first.
    letters = [char for char in rest if not char.isdigit() and char not in "!@#$%^&*._- "]
    return (not letters and (len(rest) < len(text) or _is_run(text))) or _is_run(text)


def _repeats(text: str) -> bool:
    return any(
        text == text[:size] * (len(text) // size) + text[: len(text) % size] for size in range(1, len(text) // 2 + 1)
    )


def _is_run(text: str) -> bool:
    """Whether the whole is cut from keyboard rows, alphabet or digits, in pieces of four and more."""
    at = 0
    while at < len(text):
        best = max((_run_length(text[at:], row) for base in _ROWS for row in (base, base[::-1])), default=0)
        if best < 4:
            return False
        at += best
    return True


def _run_length(text: str, row: str) -> int:
    size = min(len(text), len(row))
    while size and text[:size] not in row:
        size -= 1
    return size

"""Ten printed codes for a lost phone: each opens the second door once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from typing import Final

from storage.vault.binding import Binding
from storage.vault.purposes import Purpose
from storage.vault.secret import SecretBytes, SecretText
from storage.vault.seeds import Label, derive

COUNT: Final = 10
DIGITS: Final = 10


def new_codes() -> list[SecretText]:
    """Ten different codes of ten digits, shown once in two groups of five."""
    codes: set[str] = set()
    while len(codes) < COUNT:
        codes.add(f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}")
    return [SecretText(f"{code[:5]} {code[5:]}") for code in sorted(codes)]


def normal(typed: str) -> str:
    """The digits of what was typed; full-width ones count."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(char for char in plain if char.isascii() and char.isdigit())


def looks_like_one(typed: str) -> bool:
    """Whether ten digits were typed, so a spare code and not a phone's six."""
    return len(normal(typed)) == DIGITS


def mac(wrap_key: SecretBytes, staff_id: bytes, typed: str) -> bytes:
    """What is stored of a code: 32 bytes that mean nothing without the host's wrap key."""
    key = derive(wrap_key, Label.SPARE).reveal()
    listed = Binding(Purpose.SPARE_CODE, object=staff_id, fields=(normal(typed),)).encode()
    return hmac.new(key, listed, hashlib.sha256).digest()

"""Secrets are types that do not print: `repr`, `str`, format and logs show `<sealed>`."""

from __future__ import annotations

import hmac
import secrets
from typing import Final, NoReturn

HIDDEN: Final = "<sealed>"


class _Unprintable:
    __slots__ = ()

    def __repr__(self) -> str:
        return HIDDEN

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never pickled")

    def __getstate__(self) -> NoReturn:
        # What serialisers and debuggers ask for where they do not pickle.
        raise TypeError("a secret is never pickled")


class SecretBytes(_Unprintable):
    """Key material. `reveal()` is the only way to the bytes, so that each use can be found by its name."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = bytes(value)

    @classmethod
    def random(cls, size: int = 32) -> SecretBytes:
        return cls(secrets.token_bytes(size))

    def reveal(self) -> bytes:
        return self._value

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretBytes) and hmac.compare_digest(self._value, other._value)

    def __hash__(self) -> NoReturn:
        raise TypeError("a secret is never a key of a mapping")


class SecretText(_Unprintable):
    """Opened text, a password or a receipt."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SecretText):
            return False
        # Half a surrogate, which JSON may carry, must compare and not raise.
        mine, theirs = (value.encode("utf-8", "surrogatepass") for value in (self._value, other._value))
        return hmac.compare_digest(mine, theirs)

    def __hash__(self) -> NoReturn:
        raise TypeError("a secret is never a key of a mapping")


def xor(left: SecretBytes, right: SecretBytes) -> SecretBytes:
    """The XOR of two secrets of one length: one half of a two-way split, or the whole from its halves."""
    if len(left) != len(right):
        raise ValueError("only secrets of one length can be joined")
    return SecretBytes(bytes(a ^ b for a, b in zip(left.reveal(), right.reveal(), strict=True)))

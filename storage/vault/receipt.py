"""The receipt 回执码: 20 digits that are the reporter's only key, and are kept nowhere on our side.

19 random digits carry 63 bits; the twentieth is Damm's check digit, so a typing error is told at once and tells
nothing. Argon2id stretches it; HKDF expands that into the id the lead's thread is found by, the key of the reporter
card and the Ed25519 seed that signs follow-ups.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage.errors import ReceiptMistyped
from storage.vault.damm import check_digit, passes
from storage.vault.secret import SecretBytes, SecretText
from storage.vault.seeds import Label, derive

DIGITS: Final = 20
_GROUP: Final = 4
_BETWEEN: Final = {"Zs", "Zl", "Zp", "Pd", "Po", "Pc", "Ps", "Pe", "Cc", "Cf"}
"""Unicode's blanks, dashes, points, brackets, line ends and the invisible marks that messengers paste along."""


@dataclass(frozen=True, slots=True)
class StretchParameters:
    """Argon2id's cost and salt, fixed for good by the first policy: `memory` in KiB, `iterations` passes, one lane."""

    salt: bytes
    memory: int = 19456
    iterations: int = 2


class Receipt:
    """A receipt in clear. It does not print; `grouped()` is for the reporter's eyes alone."""

    __slots__ = ("_digits",)

    def __init__(self, digits: SecretText) -> None:
        if len(digits) != DIGITS or not passes(digits.reveal()):
            raise ReceiptMistyped("a receipt has 20 digits, the last of which checks the others")
        self._digits = digits

    @classmethod
    def generate(cls) -> Receipt:
        body = "".join(secrets.choice("0123456789") for _ in range(DIGITS - 1))
        return cls(SecretText(body + check_digit(body)))

    @classmethod
    def parse(cls, typed: str) -> Receipt:
        """Read what a person typed: full-width digits, blanks and dashes are fine; raises `ReceiptMistyped`."""
        plain = unicodedata.normalize("NFKC", typed)
        digits = "".join(char for char in plain if unicodedata.category(char) not in _BETWEEN)
        if not digits.isascii() or not digits.isdigit():
            raise ReceiptMistyped("a receipt holds digits only")
        return cls(SecretText(digits))

    def grouped(self) -> str:
        """Five groups of four digits, blanks between."""
        digits = self._digits.reveal()
        return " ".join(digits[at : at + _GROUP] for at in range(0, DIGITS, _GROUP))

    def reveal(self) -> str:
        return self._digits.reveal()

    def ends_with(self, typed: str) -> bool:
        """Whether these are the last four digits, typed again as proof that the receipt was written down."""
        plain = unicodedata.normalize("NFKC", typed).strip()
        return SecretText(plain) == SecretText(self._digits.reveal()[-_GROUP:])

    def __repr__(self) -> str:
        return repr(self._digits)

    def keys(self, parameters: StretchParameters) -> ReceiptKeys:
        """Stretch and expand (20-50 ms of CPU, `memory` KiB): never on an event loop."""
        stretched = Argon2id(
            salt=parameters.salt,
            length=32,
            iterations=parameters.iterations,
            lanes=1,
            memory_cost=parameters.memory,
        ).derive(self._digits.reveal().encode())
        return ReceiptKeys.expand(SecretBytes(stretched))


@dataclass(frozen=True, slots=True)
class ReceiptKeys:
    """What a receipt opens: the look-up id (32 bytes, not secret from the ledger), card key and signing seed."""

    lookup_id: bytes = field(repr=False)
    card_key: SecretBytes
    signing_seed: SecretBytes

    @classmethod
    def expand(cls, stretched: SecretBytes) -> ReceiptKeys:
        return cls(
            derive(stretched, Label.LOOKUP).reveal(),
            derive(stretched, Label.CARD),
            derive(stretched, Label.RECEIPT_SIGNING),
        )

    def signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.signing_seed.reveal())

    @property
    def public(self) -> bytes:
        """The Ed25519 public key that goes with the lead, 32 bytes."""
        return self.signer().public_key().public_bytes_raw()

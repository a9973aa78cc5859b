"""Seeds and what grows from them. Every private key of the product is a 32-byte seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import SealBroken, SignatureBroken
from storage.vault.binding import Binding
from storage.vault.purposes import Purpose
from storage.vault.secret import SecretBytes

SEED_SIZE: Final = 32
_MLKEM_SIZE: Final = 1184
PUBLIC_SIZE: Final = _MLKEM_SIZE + 32 + 32


class Label(StrEnum):
    """The closed list of what is derived from a seed or from a stretched secret."""

    ML_KEM = "ml-kem-768"
    X25519 = "x25519"
    ED25519 = "ed25519"
    CONTENT = "content"
    NOTES = "notes"
    FILES = "files"
    THREAD = "thread"
    COMMIT = "commit"
    LOOKUP = "lookup"
    CARD = "card"
    RECEIPT_SIGNING = "receipt-signing"
    WRAPPING = "wrapping"
    SESSION = "session"
    DRAFT_ROW = "draft-row"
    DRAFT_KEY = "draft-key"
    BUDGET = "budget"
    TICKET = "ticket"
    SPARE = "spare"
    PASSKEY_CHALLENGE = "passkey-challenge"
    FILE = "file"
    SEARCH_TEXT = "search-text"
    BLIND_TAG = "blind-tag"


def derive(secret: SecretBytes, label: Label, size: int = 32, salt: bytes = b"", context: bytes = b"") -> SecretBytes:
    """HKDF-SHA256 of a secret under one label; `context` ties the result to an id."""
    info = Binding(Purpose.DERIVE, fields=(label.value, context)).encode()
    return SecretBytes(HKDF(SHA256(), size, salt or None, info).derive(secret.reveal()))


@dataclass(frozen=True, slots=True)
class PublicIdentity:
    """What others seal to and verify with: ML-KEM (1184), X25519 (32) and Ed25519 (32 bytes), in this order."""

    data: bytes

    def __post_init__(self) -> None:
        if len(self.data) != PUBLIC_SIZE:
            raise SealBroken("a public identity has the wrong size")

    @property
    def id(self) -> bytes:
        """SHA-256 of the identity, 32 bytes."""
        return hashlib.sha256(self.data).digest()

    def hpke(self) -> MLKEM768X25519PublicKey:
        kem = MLKEM768PublicKey.from_public_bytes(self.data[:_MLKEM_SIZE])
        return MLKEM768X25519PublicKey(kem, X25519PublicKey.from_public_bytes(self.data[_MLKEM_SIZE:-32]))

    @property
    def signing_key(self) -> bytes:
        return self.data[-32:]

    def key_code(self) -> str:
        """16 decimal digits read aloud between two people; stretched (0.2 s), so that no look-alike can be ground."""
        salt = hashlib.sha256(Binding(Purpose.KEY_CODE).encode()).digest()[:16]
        stretched = Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=65536).derive(self.data)
        return str(int.from_bytes(stretched, "big"))[:16].rjust(16, "0")

    def __repr__(self) -> str:
        return f"PublicIdentity({self.id.hex()[:12]})"


class KeyPair:
    """The keys that grow from one seed."""

    def __init__(self, seed: SecretBytes) -> None:
        if len(seed) != SEED_SIZE:
            raise SealBroken("a seed has the wrong size")
        self.seed = seed

    @classmethod
    def generate(cls) -> KeyPair:
        return cls(SecretBytes.random(SEED_SIZE))

    def __repr__(self) -> str:
        return f"KeyPair({self.public.id.hex()[:12]})"

    @cached_property
    def _kem(self) -> MLKEM768PrivateKey:
        return MLKEM768PrivateKey.from_seed_bytes(derive(self.seed, Label.ML_KEM, 64).reveal())

    @cached_property
    def _x25519(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(derive(self.seed, Label.X25519).reveal())

    @cached_property
    def _ed25519(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(derive(self.seed, Label.ED25519).reveal())

    def hpke(self) -> MLKEM768X25519PrivateKey:
        return MLKEM768X25519PrivateKey(self._kem, self._x25519)

    @cached_property
    def public(self) -> PublicIdentity:
        kem = self._kem.public_key().public_bytes_raw()
        x25519 = self._x25519.public_key().public_bytes_raw()
        return PublicIdentity(kem + x25519 + self._ed25519.public_key().public_bytes_raw())

    def sign(self, binding: Binding) -> bytes:
        """64 bytes over the list, with this pair as its signer."""
        return self._ed25519.sign(binding.to(self.public.id).encode())

    def sign_stored(self, body: bytes) -> bytes:
        """64 bytes over a stored list that already names this pair as its signer."""
        return self._ed25519.sign(body)


def verify(signing_key: bytes, signature: bytes, signed: bytes) -> None:
    """Check an Ed25519 signature over stored bytes; raises `SignatureBroken`."""
    try:
        Ed25519PublicKey.from_public_bytes(signing_key).verify(signature, signed)
    except (InvalidSignature, ValueError) as error:
        raise SignatureBroken("a signature does not verify") from error

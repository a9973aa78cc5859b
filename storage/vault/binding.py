"""What every ciphertext, hash and signature is tied to: one length-prefixed list.

The list is product, version, suite, purpose, lead id, object id, key id (the signer's or recipient's; empty where
there is none), then fields. Lengths are 4 bytes big-endian, text is UTF-8. It is HPKE's `info`, AES-GCM's associated
data, and the head of whatever is signed or hashed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from storage.errors import SealBroken
from storage.vault.purposes import Purpose

PRODUCT: Final = b"xiansuo"
VERSION: Final = 1
SUITE: Final = 1
"""Suite 1: HPKE (ML-KEM-768 + X25519, HKDF-SHA256, AES-256-GCM), AES-256-GCM, Ed25519, SHA-256, Argon2id."""

Field: TypeAlias = bytes | str | int


def new_id() -> bytes:
    """16 random bytes: the id of a lead or object, made by whoever seals it."""
    return secrets.token_bytes(16)


def frame(parts: Sequence[bytes]) -> bytes:
    """The parts, each behind its length in 4 big-endian bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def unframe(data: bytes) -> list[bytes]:
    """The parts of a framed list; raises `SealBroken` unless the lengths use up the bytes exactly."""
    parts: list[bytes] = []
    at = 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        if at + 4 > len(data) or end > len(data):
            raise SealBroken("a framed list is cut short")
        parts.append(data[at + 4 : end])
        at = end
    return parts


def as_field(value: Field) -> bytes:
    """Text as UTF-8, a number as 8 big-endian bytes, bytes as they are; raises `SealBroken` for what cannot be one."""
    if isinstance(value, bytes):
        return value
    try:
        return value.encode() if isinstance(value, str) else value.to_bytes(8, "big")
    except (UnicodeEncodeError, OverflowError) as error:
        raise SealBroken("a field has no byte form") from error


def as_number(field: bytes) -> int:
    """A number's field read back; raises `SealBroken` unless it is 8 bytes, so that a number has one form only."""
    if len(field) != 8:
        raise SealBroken("a number is not whole")
    return int.from_bytes(field, "big")


@dataclass(frozen=True, slots=True)
class Binding:
    """One list: `lead`, `object` are ids of 16 bytes (or empty), `key` is a key id of 32 bytes (or empty)."""

    purpose: Purpose
    lead: bytes = b""
    object: bytes = b""
    key: bytes = b""
    fields: tuple[Field, ...] = ()

    def to(self, key_id: bytes) -> Binding:
        """The same list, for this recipient or signer."""
        return replace(self, key=key_id)

    def encode(self) -> bytes:
        head = [PRODUCT, bytes([VERSION]), bytes([SUITE]), self.purpose.value.encode()]
        return frame([*head, self.lead, self.object, self.key, *(as_field(field) for field in self.fields)])


@dataclass(frozen=True, slots=True)
class Decoded:
    """A stored list, read back: the fields are raw bytes."""

    lead: bytes
    object: bytes
    key: bytes
    fields: tuple[bytes, ...]


def decode(data: bytes, purpose: Purpose, field_count: int) -> Decoded:
    """Read a stored list of one purpose; raises `SealBroken` where product, version, suite, purpose or count differ."""
    parts = unframe(data)
    head = [PRODUCT, bytes([VERSION]), bytes([SUITE]), purpose.value.encode()]
    if parts[:4] != head or len(parts) != 7 + field_count:
        raise SealBroken(f"not a {purpose.value} of this version")
    return Decoded(parts[4], parts[5], parts[6], tuple(parts[7:]))

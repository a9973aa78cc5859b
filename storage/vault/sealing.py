"""The two ways to seal: to somebody's public identity (HPKE), and under a shared key (AES-256-GCM).

Every ciphertext starts with a version byte and a suite byte. Whatever is wrong with one, from a flipped bit to the
wrong key, is one error: `SealBroken`.
"""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from storage.errors import SealBroken
from storage.vault.binding import SUITE, VERSION, Binding
from storage.vault.secret import SecretBytes
from storage.vault.seeds import KeyPair, PublicIdentity

_HPKE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_HEAD: Final = bytes([VERSION, SUITE])
_NONCE_SIZE: Final = 12
SEAL_SIZE: Final = 1138
"""Bytes that `seal_to` adds: version, suite, the KEM's 1120, the tag's 16."""


def seal_to(recipient: PublicIdentity, plaintext: bytes, binding: Binding) -> bytes:
    """Seal to one public identity (1138 bytes longer). It proves nothing about the sender.

    Raises `SealBroken` where the identity's bytes are no keys.
    """
    try:
        return _HEAD + _HPKE.encrypt(plaintext, recipient.hpke(), binding.to(recipient.id).encode())
    except ValueError as error:
        raise SealBroken("a public identity is not a key") from error


def open_with(pair: KeyPair, sealed: bytes, binding: Binding) -> SecretBytes:
    """Open what was sealed to this pair under the same binding; raises `SealBroken`."""
    body = _body(sealed)
    try:
        return SecretBytes(_HPKE.decrypt(body, pair.hpke(), binding.to(pair.public.id).encode()))
    except (InvalidTag, ValueError) as error:
        raise SealBroken(f"a {binding.purpose.value} does not open") from error


def encrypt(key: SecretBytes, plaintext: bytes, binding: Binding) -> bytes:
    """Seal under a shared 32-byte key (30 bytes longer); the nonce is random, at most 2^20 objects a key."""
    nonce = secrets.token_bytes(_NONCE_SIZE)
    return _HEAD + nonce + AESGCM(key.reveal()).encrypt(nonce, plaintext, binding.encode())


def decrypt(key: SecretBytes, sealed: bytes, binding: Binding) -> SecretBytes:
    """Open what was sealed under this key and binding; raises `SealBroken`."""
    body = _body(sealed)
    try:
        return SecretBytes(AESGCM(key.reveal()).decrypt(body[:_NONCE_SIZE], body[_NONCE_SIZE:], binding.encode()))
    except (InvalidTag, ValueError) as error:
        raise SealBroken(f"a {binding.purpose.value} does not open") from error


def _body(sealed: bytes) -> bytes:
    if sealed[:2] != _HEAD:
        raise SealBroken("unknown version or suite")
    return sealed[2:]

"""How a thief opens one ciphertext: with a shared key and without asking the tag, with a private key, or not at all."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage.errors import SealBroken
from storage.vault import password
from storage.vault.binding import SUITE, VERSION, unframe
from storage.vault.padding import unpad
from storage.vault.sealing import SEAL_SIZE, open_with
from storage.vault.secret import SecretBytes
from storage.vault.seeds import SEED_SIZE, KeyPair, Label, derive
from tests.compromise.bindings import Context

HEAD: Final = bytes([VERSION, SUITE])
_NONCE: Final = 12
_TAG: Final = 16
_SIGNATURE: Final = 64
_SEALED_KEYS: Final = (SEAL_SIZE + SEED_SIZE, SEAL_SIZE + SEED_SIZE + _SIGNATURE)
_BASE32: Final = re.compile(rb"[A-Z2-7]{32}")
_BEHIND_A_PASSWORD: Final = (b"scratch", b"check")


def is_sealed(value: bytes) -> bool:
    """Whether it may be a ciphertext of the product."""
    return value.startswith(HEAD) and len(value) > len(HEAD) + _NONCE + _TAG


def open_shared(key: bytes, sealed: bytes) -> bytes:
    """What AES-GCM would give if it did not check the tag: no binding stands between a thief with the key and it.

    Nothing for what has the length of a key sealed to a key, which no shared key makes.
    """
    if len(sealed) in _SEALED_KEYS:
        return b""
    nonce, body = sealed[2 : 2 + _NONCE], sealed[2 + _NONCE : -_TAG]
    stream = Cipher(AES(key), CTR(nonce + (2).to_bytes(4, "big"))).decryptor()
    return stream.update(body) + stream.finalize()


@cache
def open_private(seed: bytes, sealed: bytes, context: Context) -> bytes | None:
    """What this seed's pair opens under any list that the place of the ciphertext allows; None where it opens nothing.

    Some carry a signature behind them.
    """
    if len(sealed) < SEAL_SIZE:
        return None
    pair = KeyPair(SecretBytes(seed))
    for body in (sealed, sealed[:-_SIGNATURE]):
        for binding in context.bindings():
            try:
                return open_with(pair, body, binding).reveal()
            except SealBroken:
                continue
    return None


@lru_cache(100_000)
def signing_key(seed: bytes) -> bytes:
    """The public half by which a seed's owner is known, 32 bytes."""
    grown = derive(SecretBytes(seed), Label.ED25519).reveal()
    return Ed25519PrivateKey.from_private_bytes(grown).public_key().public_bytes_raw()


@cache
def labelled(secret: bytes) -> tuple[bytes, ...]:
    """The secret as a key, and every key that grows from it under one label."""
    kept = SecretBytes(secret)
    grown = (derive(kept, label).reveal() for label in Label)
    return (secret, *grown, *(derive(kept, Label.SESSION, context=context).reveal() for context in _BEHIND_A_PASSWORD))


@cache
def stretched(word: str, salt: bytes) -> SecretBytes:
    """A password stretched as the product does it: once a thief and salt, because it costs a fifth of a second."""
    argon = Argon2id(
        salt=salt, length=SEED_SIZE, iterations=password.ITERATIONS, lanes=1, memory_cost=password.MEMORY_KIB
    )
    return SecretBytes(argon.derive(word.encode()))


def wrapping(word: str, salt: bytes, wraps: list[bytes], staff_id: bytes) -> Iterator[bytes]:
    """Keys behind which this password may keep a seed: with each of these as the host's wrap key, and with none."""
    for wrap in (b"", *wraps):
        yield derive(stretched(word, salt), Label.WRAPPING, salt=wrap, context=staff_id).reveal()


def between(secrets: list[bytes]) -> Iterator[bytes]:
    """Keys that hang on two secrets: a session's on its cookie and the day's key."""
    for one in secrets:
        for other in secrets:
            yield derive(SecretBytes(one), Label.SESSION, salt=other).reveal()


def of_chat(secret: bytes, chat: str) -> bytes:
    """The key of a messenger's conversation, if the secret is a daily key and the chat is the right one."""
    return derive(SecretBytes(secret), Label.DRAFT_KEY, context=f"telegram:{chat}".encode()).reveal()


def sense(plain: bytes, known: frozenset[bytes]) -> bytes | None:
    """The plaintext where it is one: a padded text, a list, a phone's secret, or the seed of somebody who is known."""
    if len(plain) == SEED_SIZE:
        return plain if _BASE32.fullmatch(plain) or signing_key(plain) in known else None
    try:
        text = unpad(plain)
        if len(text) > 3 and text.decode():
            return text
    except (SealBroken, UnicodeDecodeError):
        pass
    try:
        return plain if len(unframe(plain)) > 1 else None
    except SealBroken:
        return None


@cache
def opens_by_itself(key: bytes, sealed: bytes, known: frozenset[bytes]) -> bytes | None:
    """What a value that lies open in a table would open as a key: asked by every thief anew, answered once."""
    return sense(open_shared(key, sealed), known)

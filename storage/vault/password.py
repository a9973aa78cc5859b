"""Secrets of one member of staff, wrapped under password and host.

The wrapping key is HKDF(Argon2id(password), salt = the admin host's wrap key), so a stolen database with the worst
password of the office opens nothing without that host's key file. One derivation both checks the password and opens the
seed: no other password hash exists.
"""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage.errors import SealBroken
from storage.vault.binding import Binding
from storage.vault.purposes import Purpose
from storage.vault.sealing import decrypt, encrypt
from storage.vault.secret import SecretBytes, SecretText
from storage.vault.seeds import KeyPair, Label, PublicIdentity, derive

MEMORY_KIB: Final = 65536
ITERATIONS: Final = 3
SALT_SIZE: Final = 16


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_SIZE)


def wrapping_key(password: SecretText, salt: bytes, wrap_key: SecretBytes, staff_id: bytes) -> SecretBytes:
    """Stretch a password (0.2 s, 64 MiB): never on an event loop."""
    stretched = Argon2id(salt=salt, length=32, iterations=ITERATIONS, lanes=1, memory_cost=MEMORY_KIB)
    secret = SecretBytes(stretched.derive(password.reveal().encode()))
    return derive(secret, Label.WRAPPING, salt=wrap_key.reveal(), context=staff_id)


def wrap_seed(key: SecretBytes, staff_id: bytes, pair: KeyPair) -> bytes:
    return encrypt(key, pair.seed.reveal(), Binding(Purpose.STAFF_SEED, object=staff_id, key=pair.public.id))


def open_seed(key: SecretBytes, staff_id: bytes, public: PublicIdentity, wrapped: bytes) -> KeyPair:
    """Open a staff seed; raises `SealBroken` for a wrong password, wrap key, or a swapped public identity."""
    pair = KeyPair(decrypt(key, wrapped, Binding(Purpose.STAFF_SEED, object=staff_id, key=public.id)))
    if pair.public != public:
        raise SealBroken("a staff seed belongs to another identity")
    return pair


def wrap_totp(key: SecretBytes, staff_id: bytes, secret: SecretText) -> bytes:
    return encrypt(key, secret.reveal().encode(), Binding(Purpose.TOTP_SECRET, object=staff_id))


def open_totp(key: SecretBytes, staff_id: bytes, wrapped: bytes) -> SecretText:
    """Open the second factor's secret; raises `SealBroken`."""
    return SecretText(decrypt(key, wrapped, Binding(Purpose.TOTP_SECRET, object=staff_id)).reveal().decode())


def wrap_for_session(cookie: SecretBytes, daily: SecretBytes, staff_id: bytes, pair: KeyPair) -> bytes:
    """Keep a seed for a signed-in session: only its cookie and the day's key together open it."""
    return encrypt(_session_key(cookie, daily), pair.seed.reveal(), Binding(Purpose.SESSION_SEED, object=staff_id))


def open_from_session(cookie: SecretBytes, daily: SecretBytes, staff_id: bytes, wrapped: bytes) -> KeyPair:
    """Open a session's seed; raises `SealBroken`."""
    opened = decrypt(_session_key(cookie, daily), wrapped, Binding(Purpose.SESSION_SEED, object=staff_id))
    return KeyPair(opened)


def _session_key(cookie: SecretBytes, daily: SecretBytes) -> SecretBytes:
    return derive(cookie, Label.SESSION, salt=daily.reveal())

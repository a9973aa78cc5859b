"""Both ways to seal, cross-checked by hand, and moved to other places."""

import hashlib
import hmac
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import SealBroken
from storage.vault.binding import Binding
from storage.vault.purposes import Purpose
from storage.vault.sealing import SEAL_SIZE, decrypt, encrypt, open_with, seal_to
from storage.vault.secret import SecretBytes
from storage.vault.seeds import PUBLIC_SIZE, Label, PublicIdentity, derive
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly

BINDING = Binding(Purpose.GRANT, w.LEAD, w.MESSAGE, fields=("police", 1))
MOVES = [
    replace(BINDING, purpose=Purpose.SHARE_TWO),
    replace(BINDING, lead=w.OTHER_LEAD),
    replace(BINDING, object=w.OTHER_MESSAGE),
    replace(BINDING, lead=w.MESSAGE, object=w.LEAD),
    replace(BINDING, fields=("police", 2)),
    replace(BINDING, fields=("office", 1)),
    replace(BINDING, fields=("police",)),
    replace(BINDING, fields=("police", 1, b"")),
    replace(BINDING, fields=("polic", b"e", 1)),
]


def test_hpke_is_rfc_9180_base_mode_over_x_wing_as_worked_out_by_hand() -> None:
    """ML-KEM-768 and X25519 joined as X-Wing does it, then RFC 9180's key schedule with our list as `info`."""
    pair = w.pair("police 1")
    sealed = seal_to(pair.public, b"plaintext", BINDING)
    kem_text, x_text, body = sealed[2:1090], sealed[1090:1122], sealed[1122:]
    ml_kem = MLKEM768PrivateKey.from_seed_bytes(derive(pair.seed, Label.ML_KEM, 64).reveal())
    x25519 = X25519PrivateKey.from_private_bytes(derive(pair.seed, Label.X25519).reveal())
    shared = x25519.exchange(X25519PublicKey.from_public_bytes(x_text))
    joined = ml_kem.decapsulate(kem_text) + shared + x_text + x25519.public_key().public_bytes_raw()
    secret = hashlib.sha3_256(joined + rb"\.//^" + b"\\").digest()
    info = replace(BINDING, key=hashlib.sha256(pair.public.data).digest()).encode()
    key, nonce = _schedule(secret, info)
    assert AESGCM(key).decrypt(nonce, body, b"") == b"plaintext"


def test_aes_gcm_is_nonce_ciphertext_and_tag_with_our_list_as_associated_data() -> None:
    key = w.seed("key")
    sealed = encrypt(key, b"plaintext", BINDING)
    assert AESGCM(key.reveal()).decrypt(sealed[2:14], sealed[14:], BINDING.encode()) == b"plaintext"
    assert len(sealed) == len(b"plaintext") + 30


def test_a_seal_to_somebody_is_as_much_longer_as_is_said() -> None:
    assert len(seal_to(w.pair("police 1").public, b"", BINDING)) == SEAL_SIZE


def test_both_ways_open_again_in_their_place() -> None:
    pair, key = w.pair("police 1"), w.seed("key")
    assert open_with(pair, seal_to(pair.public, b"plaintext", BINDING), BINDING).reveal() == b"plaintext"
    assert decrypt(key, encrypt(key, b"plaintext", BINDING), BINDING).reveal() == b"plaintext"


@pytest.mark.parametrize("moved", MOVES)
def test_what_was_moved_elsewhere_does_not_open(moved: Binding) -> None:
    pair, key = w.pair("police 1"), w.seed("key")
    with exactly(SealBroken):
        open_with(pair, seal_to(pair.public, b"plaintext", BINDING), moved)
    with exactly(SealBroken):
        decrypt(key, encrypt(key, b"plaintext", BINDING), moved)


def test_another_key_does_not_open() -> None:
    sealed = seal_to(w.pair("police 1").public, b"plaintext", BINDING)
    with exactly(SealBroken):
        open_with(w.pair("police 2"), sealed, BINDING)
    with exactly(SealBroken):
        decrypt(w.seed("other"), encrypt(w.seed("key"), b"plaintext", BINDING), BINDING)


def test_a_seal_is_bound_to_its_recipient_even_where_keys_overlap() -> None:
    """An identity that reuses another's sealing keys under a signing key of its own is another recipient."""
    pair = w.pair("police 1")
    twin = PublicIdentity(pair.public.data[:-32] + w.pair("police 2").public.signing_key)
    with exactly(SealBroken):
        open_with(pair, seal_to(twin, b"plaintext", BINDING), BINDING)


@pytest.mark.parametrize("version", [b"\x00\x01", b"\x02\x01", b"\x01\x00", b"\x01\x02", b"\x01", b""])
def test_an_unknown_version_or_suite_is_refused(version: bytes) -> None:
    key = w.seed("key")
    with exactly(SealBroken):
        decrypt(key, version + encrypt(key, b"plaintext", BINDING)[2:], BINDING)


@pytest.mark.parametrize("size", [0, 1, 16, 31, 33, 64])
def test_a_key_of_a_wrong_size_opens_nothing(size: int) -> None:
    sealed = encrypt(w.seed("key"), b"plaintext", BINDING)
    with exactly(SealBroken):
        decrypt(SecretBytes(bytes(size)), sealed, BINDING)


def test_nothing_is_sealed_to_bytes_that_are_no_keys() -> None:
    no_lattice = PublicIdentity(b"\xff" * PUBLIC_SIZE)
    no_point = PublicIdentity(w.pair("police 1").public.data[:1184] + bytes(64))
    for identity in (no_lattice, no_point):
        with exactly(SealBroken):
            seal_to(identity, b"plaintext", BINDING)


def _schedule(shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    """RFC 9180, 5.1, mode base: key and first nonce."""
    # KEM 0x647a is X-Wing, KDF 1 is HKDF-SHA256, AEAD 2 is AES-256-GCM.
    suite = b"HPKE" + b"\x64\x7a" + b"\x00\x01" + b"\x00\x02"

    def extract(salt: bytes, label: bytes, material: bytes) -> bytes:
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + material, "sha256")

    def expand(key: bytes, label: bytes, context: bytes, size: int) -> bytes:
        named = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context
        return hmac.digest(key, named + b"\x01", "sha256")[:size]

    context = b"\x00" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")
    return expand(secret, b"key", context, 32), expand(secret, b"base_nonce", context, 12)

"""Seeds, what grows from them, and signatures."""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import SealBroken, SignatureBroken
from storage.vault.binding import Binding, frame
from storage.vault.purposes import Purpose
from storage.vault.secret import SecretBytes
from storage.vault.seeds import PUBLIC_SIZE, KeyPair, Label, PublicIdentity, derive, verify
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly, quick


def hkdf(secret: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    """RFC 5869 with SHA-256, by hand."""
    key = hmac.digest(salt or bytes(32), secret, "sha256")
    found, block = b"", b""
    for counter in range(1, 1 + -(-size // 32)):
        block = hmac.digest(key, block + info + bytes([counter]), "sha256")
        found += block
    return found[:size]


def info(label: str, context: bytes = b"") -> bytes:
    return frame([b"xiansuo", b"\x01", b"\x01", b"derive", b"", b"", b"", label.encode(), context])


def test_hkdf_by_hand_is_rfc_5869s_first_example() -> None:
    found = hkdf(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42)
    assert found.hex().startswith("3cb25f25faacd57a90434f64d0362f2a")


@quick
@given(st.sampled_from(Label), st.binary(max_size=40), st.binary(max_size=40), st.sampled_from([16, 32, 64]))
def test_derivation_is_hkdf_of_the_list(label: Label, salt: bytes, context: bytes, size: int) -> None:
    found = derive(w.seed("any"), label, size, salt, context).reveal()
    assert found == hkdf(w.seed("any").reveal(), salt, info(label.value, context), size)


def test_a_pair_grows_from_its_seed_by_three_labels_in_the_order_of_the_design() -> None:
    seed = w.seed("any").reveal()
    lattice = MLKEM768PrivateKey.from_seed_bytes(hkdf(seed, b"", info("ml-kem-768"), 64)).public_key()
    curve = X25519PrivateKey.from_private_bytes(hkdf(seed, b"", info("x25519"), 32)).public_key()
    signing = Ed25519PrivateKey.from_private_bytes(hkdf(seed, b"", info("ed25519"), 32)).public_key()
    public = KeyPair(SecretBytes(seed)).public
    assert public.data == lattice.public_bytes_raw() + curve.public_bytes_raw() + signing.public_bytes_raw()
    assert len(public.data) == PUBLIC_SIZE == 1184 + 32 + 32
    assert public.id == hashlib.sha256(public.data).digest()
    assert public.signing_key == signing.public_bytes_raw()


def test_no_two_labels_give_the_same_key() -> None:
    found = {derive(w.seed("any"), label).reveal() for label in Label}
    assert len(found) == len(Label)


def test_a_key_code_is_the_first_16_digits_of_the_stretched_identity() -> None:
    public = w.pair("police 1").public
    purpose = frame([b"xiansuo", b"\x01", b"\x01", b"key-code", b"", b"", b""])
    salt = hashlib.sha256(purpose).digest()[:16]
    stretched = Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=64 * 1024).derive(public.data)
    assert public.key_code() == str(int.from_bytes(stretched, "big"))[:16]
    assert len(public.key_code()) == 16


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_seed_of_a_wrong_size_is_refused(size: int) -> None:
    with exactly(SealBroken):
        KeyPair(SecretBytes(bytes(size)))


@pytest.mark.parametrize("size", [0, PUBLIC_SIZE - 1, PUBLIC_SIZE + 1])
def test_an_identity_of_a_wrong_size_is_refused(size: int) -> None:
    with exactly(SealBroken):
        PublicIdentity(bytes(size))


def test_a_signature_names_its_signer() -> None:
    """Bytes signed for one signer are no signature of another whose signing key is the same."""
    pair = w.pair("police 1")
    binding = Binding(Purpose.POLICY_SIGNATURE, fields=(b"hash",))
    signature = pair.sign(binding)
    verify(pair.public.signing_key, signature, binding.to(pair.public.id).encode())
    twin = PublicIdentity(w.pair("police 2").public.data[:-32] + pair.public.signing_key)
    with exactly(SignatureBroken):
        verify(twin.signing_key, signature, binding.to(twin.id).encode())


@quick
@given(st.binary(max_size=70), st.binary(max_size=40), st.binary(max_size=40))
def test_garbage_never_verifies(signature: bytes, key: bytes, signed: bytes) -> None:
    with exactly(SignatureBroken):
        verify(key, signature, signed)
    with exactly(SignatureBroken):
        verify(w.pair("police 1").public.signing_key, signature, signed)


def test_a_key_is_shown_by_a_short_name_only() -> None:
    pair = w.pair("police 1")
    for shown in (repr(pair), str(pair), f"{pair}", repr(pair.public), repr(w.lead_keys())):
        assert len(shown) < 40
        assert pair.seed.reveal().hex()[:8] not in shown

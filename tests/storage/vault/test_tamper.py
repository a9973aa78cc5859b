"""Every sealed object kind against whoever may write to the database: one named error, and never another."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import SealBroken
from storage.vault.lead import open_identity
from storage.vault.secret import SecretBytes
from tests.storage.vault import known_answers as known
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly, quick

KINDS = known.sealed_kinds()
NAMES = [*KINDS, "identity"]


@cache
def sealed(name: str) -> tuple[bytes, SecretBytes]:
    """One ciphertext a kind, and for an identity its key."""
    return known.sealed_identity() if name == "identity" else (KINDS[name].make(), SecretBytes(b""))


def opened(name: str, ciphertext: bytes) -> SecretBytes:
    if name == "identity":
        return open_identity(w.LEAD, ciphertext, sealed(name)[1], SecretBytes(bytes(32)))
    return KINDS[name].open(ciphertext)


@pytest.mark.parametrize("name", NAMES)
def test_it_opens_untouched(name: str) -> None:
    assert opened(name, sealed(name)[0])


@pytest.mark.parametrize("name", NAMES)
@quick
@given(place=st.floats(min_value=0, max_value=1, exclude_max=True), bit=st.integers(0, 7))
def test_no_flipped_bit_is_borne(name: str, place: float, bit: int) -> None:
    changed = bytearray(sealed(name)[0])
    changed[int(place * len(changed))] ^= 1 << bit
    with exactly(SealBroken):
        opened(name, bytes(changed))


@pytest.mark.parametrize("name", NAMES)
def test_no_flip_in_head_tail_or_at_a_border_is_borne(name: str) -> None:
    whole = sealed(name)[0]
    # Version, suite, nonce; ML-KEM's end; X25519's end; the tag and what stands behind it.
    places = {0, 1, 2, 13, 14, 41, 1089, 1090, 1121, 1122, len(whole) - 17, len(whole) - 16, len(whole) - 1}
    for place in places:
        if 0 <= place < len(whole):
            with exactly(SealBroken):
                opened(name, whole[:place] + bytes([whole[place] ^ 0x80]) + whole[place + 1 :])


@pytest.mark.parametrize("name", NAMES)
@quick
@given(share=st.floats(min_value=0, max_value=1, exclude_max=True))
def test_nothing_cut_short_opens(name: str, share: float) -> None:
    whole = sealed(name)[0]
    for cut in (whole[: int(share * len(whole))], whole[int(share * len(whole)) + 1 :], whole[:-1], b""):
        with exactly(SealBroken):
            opened(name, cut)


@pytest.mark.parametrize("name", NAMES)
@quick
@given(more=st.binary(min_size=1, max_size=80))
def test_nothing_made_longer_opens(name: str, more: bytes) -> None:
    for longer in (sealed(name)[0] + more, sealed(name)[0][:2] + more + sealed(name)[0][2:]):
        with exactly(SealBroken):
            opened(name, longer)


@pytest.mark.parametrize("name", NAMES)
@quick
@given(garbage=st.binary(max_size=1400))
def test_garbage_never_opens(name: str, garbage: bytes) -> None:
    for attempt in (garbage, b"\x01\x01" + garbage):
        with exactly(SealBroken):
            opened(name, attempt)


@pytest.mark.parametrize("name", NAMES)
def test_no_kind_passes_for_another(name: str) -> None:
    for other in NAMES:
        if other != name:
            with exactly(SealBroken):
                opened(name, sealed(other)[0])

"""Files in pieces: cut, reordered, doubled, appended to, and moved."""

from collections.abc import Iterable, Iterator

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import SealBroken
from storage.vault.binding import Binding
from storage.vault.padding import padme
from storage.vault.purposes import Purpose
from storage.vault.seeds import Label, derive
from storage.vault.stream import CHUNK, HEADER_SIZE, open_file, seal_file
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly, quick

FILES = w.lead_keys().key(Label.FILES)
SEALED_CHUNK = CHUNK + 16
BORDERS = [0, 1, 7, 8, CHUNK - 9, CHUNK - 8, CHUNK - 7, CHUNK, CHUNK + 1, 2 * CHUNK - 8, 2 * CHUNK, 3 * CHUNK + 11]


def seal(data: bytes, size: int | None = None) -> bytes:
    return b"".join(seal_file(FILES, w.LEAD, w.MESSAGE, len(data) if size is None else size, [data]))


def opened(sealed: bytes | Iterable[bytes]) -> bytes:
    pieces = [sealed] if isinstance(sealed, bytes) else sealed
    return b"".join(open_file(FILES, w.LEAD, w.MESSAGE, pieces))


def chunks(sealed: bytes) -> tuple[bytes, list[bytes]]:
    """Header, and the sealed chunks."""
    body = sealed[HEADER_SIZE:]
    return sealed[:HEADER_SIZE], [body[at : at + SEALED_CHUNK] for at in range(0, len(body), SEALED_CHUNK)]


def data(size: int) -> bytes:
    return bytes(n % 251 for n in range(size))


LONG = data(3 * CHUNK + 11)
SEALED = seal(LONG)


@pytest.mark.parametrize("size", BORDERS)
def test_files_come_back_at_every_border_of_chunks(size: int) -> None:
    assert opened(seal(data(size))) == data(size)


@quick
@given(st.integers(0, 5000), st.integers(1, 3000), st.integers(1, 3000))
def test_the_size_of_pieces_does_not_matter(size: int, in_by: int, out_by: int) -> None:
    def pieces(whole: bytes, by: int) -> Iterator[bytes]:
        return (whole[at : at + by] for at in range(0, len(whole), by))

    sealed = b"".join(seal_file(FILES, w.LEAD, w.MESSAGE, size, pieces(data(size), in_by)))
    assert opened(pieces(sealed, out_by)) == data(size)


@quick
@given(st.integers(0, 200_000))
def test_a_sealed_file_tells_its_padme_size_and_no_more(size: int) -> None:
    total = padme(8 + size)
    assert len(seal(bytes(size))) == HEADER_SIZE + total + 16 * -(-total // CHUNK)


@pytest.mark.parametrize("cut", [1, 16, 17, 1000, CHUNK, SEALED_CHUNK, 2 * SEALED_CHUNK, len(SEALED) - HEADER_SIZE])
def test_a_file_cut_anywhere_is_refused(cut: int) -> None:
    with exactly(SealBroken):
        opened(SEALED[:-cut])


def test_a_file_cut_at_a_border_of_chunks_is_refused() -> None:
    head, parts = chunks(SEALED)
    for kept in range(len(parts)):
        with exactly(SealBroken):
            opened(head + b"".join(parts[:kept]))


def test_chunks_reordered_doubled_or_left_out_are_refused() -> None:
    head, parts = chunks(SEALED)
    first, second, *rest = parts
    for order in ([second, first, *rest], [first, first, *rest], [first, *rest], [first, second, first, *rest], rest):
        with exactly(SealBroken):
            opened(head + b"".join(order))


@pytest.mark.parametrize("more", [b"\x00", b"x" * 16, b"x" * SEALED_CHUNK])
def test_a_file_that_goes_on_is_refused(more: bytes) -> None:
    with exactly(SealBroken):
        opened(SEALED + more)
    with exactly(SealBroken):
        opened(SEALED + chunks(SEALED)[1][0])


def test_chunks_of_two_files_are_never_mixed() -> None:
    head, mine = chunks(SEALED)
    _, theirs = chunks(seal(LONG))
    for at in range(len(mine)):
        with exactly(SealBroken):
            opened(head + b"".join([*mine[:at], theirs[at], *mine[at + 1 :]]))


@pytest.mark.parametrize(
    "sealed",
    [b"", b"\x01\x01", SEALED[: HEADER_SIZE - 1], SEALED[:HEADER_SIZE], bytes(100)],
    ids=["nothing", "two bytes", "half a header", "a header", "zeros"],
)
def test_a_file_without_a_chunk_is_refused(sealed: bytes) -> None:
    with exactly(SealBroken):
        opened(sealed)


@quick
@given(place=st.floats(min_value=0, max_value=1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_is_refused_wherever_it_is(place: float, bit: int) -> None:
    changed = bytearray(SEALED)
    changed[int(place * len(changed))] ^= 1 << bit
    with exactly(SealBroken):
        opened(bytes(changed))


@pytest.mark.parametrize(
    ("key", "lead", "file"),
    [("thread", w.LEAD, w.MESSAGE), ("files", w.OTHER_LEAD, w.MESSAGE), ("files", w.LEAD, w.OTHER_MESSAGE)],
)
def test_a_file_is_tied_to_its_key_lead_and_id(key: str, lead: bytes, file: bytes) -> None:
    with exactly(SealBroken):
        b"".join(open_file(w.lead_keys().key(Label(key)), lead, file, [SEALED]))


@pytest.mark.parametrize("size", [0, 9, 11, 1000, 10 * CHUNK])
def test_a_file_that_is_not_as_long_as_was_said_is_not_sealed(size: int) -> None:
    """Neither a shorter nor a longer one, which would otherwise be cut in silence."""
    with exactly(SealBroken):
        seal(data(10), size)


@pytest.mark.parametrize("pieces", [[b"x" * 10, b"y"], [b"x" * 4, b"x" * 6, b"y" * 100], [b"x" * 100_000]])
def test_a_file_that_goes_on_in_a_later_piece_is_not_sealed(pieces: list[bytes]) -> None:
    with exactly(SealBroken):
        b"".join(seal_file(FILES, w.LEAD, w.MESSAGE, 10, pieces))


def test_the_nonce_is_prefix_counter_and_last_flag_under_a_key_of_the_files_own() -> None:
    head, parts = chunks(SEALED)
    salt, prefix = head[2:34], head[34:]
    key = derive(FILES, Label.FILE, salt=salt, context=w.MESSAGE).reveal()
    listed = Binding(Purpose.FILE, w.LEAD, w.MESSAGE).encode()
    plain = b""
    for counter, part in enumerate(parts):
        nonce = prefix + counter.to_bytes(4, "big") + bytes([counter == len(parts) - 1])
        plain += AESGCM(key).decrypt(nonce, part, listed)
    assert plain[:8] == len(LONG).to_bytes(8, "big")
    assert plain[8 : 8 + len(LONG)] == LONG
    assert not any(plain[8 + len(LONG) :])


def test_a_length_beyond_the_file_is_refused() -> None:
    """Only a holder of the key could write it, and even then nothing is made up."""
    head, _ = chunks(SEALED)
    salt, prefix = head[2:34], head[34:]
    key = derive(FILES, Label.FILE, salt=salt, context=w.MESSAGE).reveal()
    listed = Binding(Purpose.FILE, w.LEAD, w.MESSAGE).encode()
    for plain in ((2**63).to_bytes(8, "big") + b"text", (5).to_bytes(8, "big") + b"text"):
        chunk = AESGCM(key).encrypt(prefix + bytes(4) + b"\x01", plain, listed)
        with exactly(SealBroken):
            opened(head + chunk)


def test_reading_a_file_holds_one_chunk_and_not_the_file() -> None:
    """Clear bytes come before the sealed ones are all read."""
    read = 0

    def pieces() -> Iterator[bytes]:
        nonlocal read
        for at in range(0, len(SEALED), 1000):
            read += 1000
            yield SEALED[at : at + 1000]

    next(iter(open_file(FILES, w.LEAD, w.MESSAGE, pieces())))
    assert read < 3 * CHUNK

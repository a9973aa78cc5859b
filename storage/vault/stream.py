"""Files: STREAM over AES-256-GCM, so that a file is sealed and opened in pieces and cannot be cut or reordered.

The construction is Hoang, Reyhanitabar, Rogaway and Vizár's STREAM (CRYPTO 2015): the nonce of a chunk is a 7-byte
prefix, a 4-byte counter and a last-chunk flag. Each file has its own key from the lead's files key and a random salt.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import SealBroken
from storage.vault.binding import SUITE, VERSION, Binding
from storage.vault.padding import padme
from storage.vault.purposes import Purpose
from storage.vault.secret import SecretBytes
from storage.vault.seeds import Label, derive

CHUNK: Final = 65536
_TAG: Final = 16
_SALT: Final = 32
_PREFIX: Final = 7
_HEAD: Final = bytes([VERSION, SUITE])
HEADER_SIZE: Final = len(_HEAD) + _SALT + _PREFIX


def seal_file(
    files_key: SecretBytes, lead_id: bytes, file_id: bytes, size: int, data: Iterable[bytes]
) -> Iterator[bytes]:
    """Yield the sealed file; `size` is the clear size in bytes, and `data` must hold exactly that many."""
    salt, prefix = secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
    cipher, binding = _cipher(files_key, salt, lead_id, file_id)
    yield _HEAD + salt + prefix
    total = padme(8 + size)
    for counter, (chunk, last) in enumerate(_chunks(_padded(size, total, data), total)):
        yield cipher.encrypt(_nonce(prefix, counter, last), chunk, binding)


def open_file(files_key: SecretBytes, lead_id: bytes, file_id: bytes, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the clear bytes; raises `SealBroken` at the first piece that is not whole.

    Nothing may be used before the iteration has ended: only the end proves that the file was not cut.
    """
    pieces = _Buffer(sealed)
    head = pieces.take(HEADER_SIZE)
    if len(head) != HEADER_SIZE or head[:2] != _HEAD:
        raise SealBroken("a file does not open")
    cipher, binding = _cipher(files_key, head[2 : 2 + _SALT], lead_id, file_id)
    yield from _unpadded(_opened(cipher, binding, head[2 + _SALT :], pieces))


def _opened(cipher: AESGCM, binding: bytes, prefix: bytes, pieces: _Buffer) -> Iterator[bytes]:
    counter = 0
    while True:
        chunk = pieces.take(CHUNK + _TAG)
        last = pieces.empty()
        try:
            yield cipher.decrypt(_nonce(prefix, counter, last), chunk, binding)
        except (InvalidTag, ValueError) as error:
            raise SealBroken("a file does not open") from error
        if last:
            return
        counter += 1


def _cipher(files_key: SecretBytes, salt: bytes, lead_id: bytes, file_id: bytes) -> tuple[AESGCM, bytes]:
    key = derive(files_key, Label.FILE, salt=salt, context=file_id)
    return AESGCM(key.reveal()), Binding(Purpose.FILE, lead_id, file_id).encode()


def _nonce(prefix: bytes, counter: int, last: bool) -> bytes:
    return prefix + counter.to_bytes(4, "big") + bytes([last])


def _padded(size: int, total: int, data: Iterable[bytes]) -> Iterator[bytes]:
    yield size.to_bytes(8, "big")
    seen = 0
    for piece in data:
        seen += len(piece)
        yield piece
    if seen != size:
        raise SealBroken("a file is not as long as was said")
    rest = total - 8 - size
    while rest > 0:
        yield bytes(min(rest, CHUNK))
        rest -= CHUNK


def _chunks(data: Iterator[bytes], total: int) -> Iterator[tuple[bytes, bool]]:
    buffer = _Buffer(data)
    for start in range(0, total, CHUNK):
        chunk, last = buffer.take(CHUNK), start + CHUNK >= total
        # Reading on to the end lets `_padded` count: data that goes on would be cut off in silence.
        if last and not buffer.empty():
            raise SealBroken("a file is not as long as was said")
        yield chunk, last


def _unpadded(data: Iterator[bytes]) -> Iterator[bytes]:
    buffer = _Buffer(data)
    left = int.from_bytes(buffer.take(8), "big")
    while piece := buffer.take(CHUNK):
        yield piece[:left]
        left = max(left - len(piece), 0)
    if left:
        raise SealBroken("a file does not open")


class _Buffer:
    """Exact pieces from an iterator of pieces of any size."""

    def __init__(self, source: Iterable[bytes]) -> None:
        self._source = iter(source)
        self._held = bytearray()

    def take(self, size: int) -> bytes:
        self._fill(size)
        piece = bytes(self._held[:size])
        del self._held[:size]
        return piece

    def empty(self) -> bool:
        self._fill(1)
        return not self._held

    def _fill(self, size: int) -> None:
        while len(self._held) < size:
            piece = next(self._source, None)
            if piece is None:
                return
            self._held += piece

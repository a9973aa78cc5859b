"""Lengths that tell little: texts are padded by 0x80 and zeros to a few sizes, files by Padmé."""

from __future__ import annotations

from typing import Final

from storage.errors import SealBroken, TooLong

TEXT_STEPS: Final = (256, 1024, 4096, 16384, 65536, 262144)
"""Bytes, the pad's first byte included."""
IDENTITY_STEPS: Final = (1024,)


def pad(data: bytes, steps: tuple[int, ...] = TEXT_STEPS) -> bytes:
    """The data, 0x80 and zeros up to the first step that holds them; raises `TooLong` beyond the last."""
    for step in steps:
        if len(data) < step:
            return data + b"\x80" + bytes(step - len(data) - 1)
    raise TooLong(f"{len(data)} bytes do not fit into {steps[-1]}")


def unpad(data: bytes) -> bytes:
    """Undo `pad`; raises `SealBroken` where the pad is not one of ours."""
    stripped = data.rstrip(b"\x00")
    if not stripped.endswith(b"\x80"):
        raise SealBroken("the padding is not whole")
    return stripped[:-1]


def padme(size: int) -> int:
    """The padded size of a file of `size` bytes: at most 12 % more, O(log log size) bits told.

    Padmé is from Nikitin et al., Reducing Metadata Leakage from Encrypted Files (PETS 2019).
    """
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << max(low_bits, 0)) - 1
    return (size + mask) & ~mask

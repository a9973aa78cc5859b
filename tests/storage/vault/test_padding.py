"""Sizes that tell little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import SealBroken, TooLong
from storage.vault.padding import IDENTITY_STEPS, TEXT_STEPS, pad, padme, unpad
from tests.storage.vault.worlds import exactly, quick


def test_the_steps_are_the_ones_of_the_design() -> None:
    assert [step // 256 for step in TEXT_STEPS] == [1, 4, 16, 64, 256, 1024]
    assert IDENTITY_STEPS == (1024,)


@pytest.mark.parametrize("step", TEXT_STEPS)
def test_a_text_fills_a_step_up_to_one_byte_less(step: int) -> None:
    assert len(pad(bytes(step - 1))) == step
    assert len(pad(bytes(step))) > step if step != TEXT_STEPS[-1] else True


def test_one_byte_too_many_for_the_last_step_is_refused() -> None:
    with exactly(TooLong):
        pad(bytes(TEXT_STEPS[-1]))
    with exactly(TooLong):
        pad(bytes(1024), IDENTITY_STEPS)


def test_an_empty_text_is_as_long_as_a_short_one() -> None:
    assert len(pad(b"")) == len(pad(b"x" * 200)) == 256


@quick
@given(st.binary(max_size=5000), st.binary(max_size=8).map(lambda tail: tail.replace(b"\x01", b"\x80") + b"\x00"))
def test_what_was_padded_comes_back_whatever_its_last_bytes(head: bytes, tail: bytes) -> None:
    assert unpad(pad(head + tail)) == head + tail
    assert unpad(pad(head + b"\x80")) == head + b"\x80"


@pytest.mark.parametrize("padded", [b"", b"\x00" * 256, b"text", b"text\x81\x00", b"text\x80\x01"])
def test_a_pad_that_is_not_ours_is_refused(padded: bytes) -> None:
    with exactly(SealBroken):
        unpad(padded)


@quick
@given(st.integers(min_value=0, max_value=2**44))
def test_padme_adds_at_most_an_eighth_and_never_shrinks(size: int) -> None:
    padded = padme(size)
    assert size <= padded <= max(size * 1.12, size + 1)
    assert padme(padded) == padded


@quick
@given(st.integers(min_value=2, max_value=2**44), st.integers(min_value=0, max_value=2**30))
def test_padme_keeps_order_and_tells_few_bits(size: int, more: int) -> None:
    assert padme(size) <= padme(size + more)
    padded = padme(size)
    exponent = padded.bit_length() - 1
    kept = exponent.bit_length() + 1
    assert padded % (1 << max(exponent + 1 - kept, 0)) == 0


def test_the_smallest_files_are_not_padded() -> None:
    assert [padme(size) for size in range(5)] == [0, 1, 2, 3, 4]

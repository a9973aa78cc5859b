"""The one list that everything is tied to."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import SealBroken
from storage.vault.binding import Binding, Field, as_field, as_number, decode, frame, new_id, unframe
from storage.vault.purposes import Purpose
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly, quick

PARTS = st.lists(st.binary(max_size=40), max_size=12)
FIELDS = st.one_of(st.binary(max_size=20), st.text(max_size=20), st.integers(0, 2**64 - 1))


def test_the_list_is_laid_out_as_the_design_says() -> None:
    listed = Binding(Purpose.GRANT, b"L" * 16, b"O" * 16, b"K" * 32, ("文", 7)).encode()
    parts = [b"xiansuo", b"\x01", b"\x01", b"grant", b"L" * 16, b"O" * 16, b"K" * 32, "文".encode(), bytes(7) + b"\x07"]
    assert listed == b"".join(len(part).to_bytes(4, "big") + part for part in parts)


@quick
@given(PARTS)
def test_a_framed_list_comes_back(parts: list[bytes]) -> None:
    assert unframe(frame(parts)) == parts


@quick
@given(PARTS, PARTS)
def test_two_lists_never_have_one_form(left: list[bytes], right: list[bytes]) -> None:
    assert (frame(left) == frame(right)) == (left == right)


@quick
@given(st.lists(FIELDS, max_size=4), st.binary(max_size=32), st.binary(max_size=32), st.binary(max_size=32))
def test_a_stored_list_is_read_back(fields: list[Field], lead: bytes, thing: bytes, key: bytes) -> None:
    data = Binding(Purpose.ENTRY, lead, thing, key, tuple(fields)).encode()
    found = decode(data, Purpose.ENTRY, len(fields))
    assert (found.lead, found.object, found.key) == (lead, thing, key)
    assert found.fields == tuple(as_field(field) for field in fields)


@quick
@given(st.binary(max_size=200))
def test_random_bytes_unframe_or_are_refused_by_name(data: bytes) -> None:
    with suppress(SealBroken):
        assert frame(unframe(data)) == data
    with exactly(SealBroken):
        decode(data, Purpose.POLICY, 3)


@quick
@given(st.data())
def test_a_list_that_is_cut_or_longer_is_refused(data: st.DataObject) -> None:
    whole = Binding(Purpose.BLOCK, fields=(1, b"x" * 32)).encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    for changed in (whole[:at], whole + b"\x00", whole + frame([b""])):
        with exactly(SealBroken):
            decode(changed, Purpose.BLOCK, 2)


@pytest.mark.parametrize("place", range(4))
def test_another_product_version_suite_or_purpose_is_refused(place: int) -> None:
    parts = unframe(Binding(Purpose.BLOCK, fields=(b"field",)).encode())
    parts[place] = b"\x02" if place in (1, 2) else b"other"
    with exactly(SealBroken):
        decode(frame(parts), Purpose.BLOCK, 1)


def test_no_purpose_is_read_as_another() -> None:
    for written in Purpose:
        for read in Purpose:
            if written is not read:
                with exactly(SealBroken):
                    decode(Binding(written).encode(), read, 0)


@pytest.mark.parametrize("value", [-1, 2**64, "\ud800"])
def test_what_has_no_byte_form_is_refused_by_name(value: Field) -> None:
    with exactly(SealBroken):
        as_field(value)


@pytest.mark.parametrize("field", [b"", b"\x01", bytes(7), bytes(9)])
def test_a_number_has_one_form(field: bytes) -> None:
    with exactly(SealBroken):
        as_number(field)
    assert as_number(as_field(2**63)) == 2**63


def test_ids_are_random_and_long_enough() -> None:
    found = {new_id() for _ in range(1000)}
    assert len(found) == 1000
    assert {len(one) for one in found} == {16}


def test_a_list_for_a_recipient_names_the_recipient_and_nothing_else() -> None:
    binding = Binding(Purpose.GRANT, w.LEAD, fields=("police", 1))
    assert unframe(binding.to(b"K" * 32).encode())[6] == b"K" * 32
    assert unframe(binding.to(b"K" * 32).encode())[:6] == unframe(binding.encode())[:6]

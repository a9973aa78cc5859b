"""Damm's digit, exhaustively over what people get wrong."""

from itertools import pairwise, product
from string import digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault.damm import check_digit, passes
from tests.storage.vault.worlds import quick

NUMBERS = ["".join(number) for number in product(digits, repeat=4)]


def test_the_textbook_example_has_its_known_digit() -> None:
    # 572 -> 4 is the example of Damm's own thesis and of every description since.
    assert check_digit("572") == "4"
    assert passes("5724")


def test_every_single_wrong_digit_is_found() -> None:
    for number in NUMBERS:
        whole = number + check_digit(number)
        for at in range(5):
            for wrong in set(digits) - {whole[at]}:
                assert not passes(whole[:at] + wrong + whole[at + 1 :])


def test_every_swap_of_neighbours_is_found() -> None:
    for number in NUMBERS:
        whole = number + check_digit(number)
        for at, (left, right) in enumerate(pairwise(whole)):
            if left != right:
                assert not passes(whole[:at] + right + left + whole[at + 2 :])


@quick
@given(st.text(alphabet=digits, min_size=1, max_size=40))
def test_every_number_passes_with_its_digit_and_with_no_other(number: str) -> None:
    assert [digit for digit in digits if passes(number + digit)] == [check_digit(number)]


@pytest.mark.parametrize("typed", ["", "57a4", "５７２４", " 5724", "²", "-1"])
def test_what_is_not_plain_digits_never_passes(typed: str) -> None:
    assert not passes(typed)

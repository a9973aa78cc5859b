"""Callbacks are short, name their page, and foreign ones are told from ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import buttons
from bot.channels.telegram.keyboards import Key, in_rows, markup, width
from bot.dialog.model import Action, Choice, Toggle

NAMES = st.text(st.characters(blacklist_characters="|", blacklist_categories=["Cs"]), max_size=30)


@given(NAMES, st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=60), st.booleans())
def test_a_callback_gives_back_what_the_button_stood_for(step: str, value: str, keep: bool) -> None:
    for given_ in (Choice((value,), step), Toggle(value, step), Action(value, step)):
        data = buttons.full_data(given_, keep)
        assert buttons.read(data) == buttons.Press(given_, keep)
        assert 1 <= len(buttons.shortened(data).encode()) <= buttons.LIMIT_BYTES


def test_long_callbacks_of_different_values_differ() -> None:
    one, other = ("c|step|" + "长" * 30 + end for end in "甲乙")
    assert buttons.shortened(one) != buttons.shortened(other)
    assert buttons.is_digest(buttons.shortened(one))


@pytest.mark.parametrize("foreign", ["", buttons.SPENT, "x", "c|a", "c|a|", "q|a|b", "|||"])
def test_what_is_not_ours_is_nothing(foreign: str) -> None:
    assert buttons.read(foreign) is None


def test_short_labels_share_a_row_and_long_ones_do_not() -> None:
    rows = in_rows(
        [Key("有", "1"), Key("没有", "2"), Key("说不清", "3"), Key("涉及本单位的公职人员", "4"), Key("是", "5")]
    )
    assert [[key.label for key in row] for row in rows] == [["有", "没有", "说不清"], ["涉及本单位的公职人员"], ["是"]]


def test_a_chinese_character_takes_two_columns() -> None:
    assert width("线索ab") == 6


def test_more_buttons_than_telegram_takes_are_left_out() -> None:
    made = markup([[Key(str(number), f"c|a|{number}")] for number in range(150)])
    assert made is not None
    assert len(made.inline_keyboard) <= 100


def test_no_buttons_make_no_keyboard() -> None:
    assert markup([]) is None

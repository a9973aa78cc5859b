import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog import words


@given(st.text(alphabet=st.sampled_from("甲a \n\r\t\x00"), max_size=60))
def test_a_browsers_line_ends_count_as_one_character(text: str) -> None:
    as_browser = text.replace("\r", "").replace("\n", "\r\n")
    as_messenger = text.replace("\r", "")
    assert words.length((words.clean(as_browser),)) == words.length((words.clean(as_messenger),))


@given(st.text())
def test_cleaned_text_can_always_be_stored(text: str) -> None:
    cleaned = words.clean(text)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert words.clean(cleaned) == cleaned


def test_half_surrogates_do_not_break_anything() -> None:
    assert words.clean("甲\ud83d乙") == "甲乙"


@pytest.mark.parametrize(
    "phone", ["13800001234", "+86 138 0000 1234", "１３８００００１２３４", "0000-1234567", "(010) 00001234"]
)
def test_phones_are_taken_as_people_write_them(phone: str) -> None:
    assert words.is_phone(phone)


@pytest.mark.parametrize("phone", ["", "1380000123", "138000012345", "12345678901", "打给我", "138-0000-123x"])
def test_what_is_no_phone_is_told(phone: str) -> None:
    assert not words.is_phone(phone)

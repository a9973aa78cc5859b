"""Which questions may be told to editors."""

import pytest

from faq.asked import plain


def test_what_is_told_is_the_normalised_text() -> None:
    assert plain("请问：食堂几点开饭呀？？") == plain("食堂几点开饭") != ""


@pytest.mark.parametrize(
    "text",
    [
        "我电话13800000000怎么举报",
        "打 138 0000 0000 行吗",
        "打138-0000-0000行吗",
        "打１３８００００００００行吗",
        "我是一三八零零零零零零零零",
        "座机0571-8888000能打吗",
        "身份证11010519491231002X能查吗",
        "110105 19491231 002x 是谁",
        "回执码12345 67890 12345 67890查不到",
        "老身份证110105491231002还能用吗",
    ],
)
def test_a_phone_an_identity_number_or_a_receipt_is_never_told(text: str) -> None:
    assert plain(text) == ""


@pytest.mark.parametrize(
    "text", ["12337是什么", "2021年以前的事还管吗", "第一百二十条怎么说", "12389和12388有什么区别"]
)
def test_short_numbers_are_no_persons(text: str) -> None:
    assert plain(text) != ""


def test_a_story_is_never_told() -> None:
    assert plain("村里有个人天天来闹" * 10) == ""


@pytest.mark.parametrize("text", ["", "？？？", "\x00", "😀" * 50, "\ud800"])
def test_what_says_nothing_is_not_told(text: str) -> None:
    assert plain(text) == ""

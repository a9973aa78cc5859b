import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq import noise, text
from faq.resources import read_lines

PLAIN = "举报奖励怎么领取"


@pytest.mark.parametrize(
    "typed",
    [
        "举报奖励怎么领取？",
        "請問一下，舉報獎勵怎麼領取",
        "举 报 奖 励 怎 么 领 取",
        "　举报“奖励”怎么领取！！！😂",
        "你好，我想问一下举报奖励怎么领取呢",
        "举报奖励咋领取啊",
        "三、举报奖励怎么领取？",
        "(12) 举报奖励怎么领取",
        "问：举报奖励怎么领取",
    ],
)
def test_the_same_question_has_one_bare_form(typed: str) -> None:
    assert text.bare(typed) == text.bare(PLAIN)


@pytest.mark.parametrize("typed", ["", "？？？", "谢谢", "\ud800", "\x00\x00", "😀😀", "那个那个，嗯"])
def test_nothing_asked_is_nothing(typed: str) -> None:
    assert text.bare(typed) == ""


def test_fullwidth_digits_are_digits() -> None:
    assert text.bare("１２３３７") == "12337"


def test_digits_spread_by_blanks_are_one_number() -> None:
    assert text.bare("1 2 3 3 7怎么用") == text.bare("12337怎么用")


def test_tone_marks_are_dropped_from_pinyin() -> None:
    assert text.bare("sǎo hēi") == "sao hei"


def test_a_long_text_keeps_its_beginning_and_its_end() -> None:
    cut = text.clean("头" + "中" * 5000 + "尾")
    assert len(cut) == text.LONGEST
    assert (cut[0], cut[-1]) == ("头", "尾")


@given(st.text(max_size=300))
def test_bare_takes_any_string_and_gives_letters_digits_and_blanks(typed: str) -> None:
    assert all(char.isalnum() or char == " " or ord(char) >= 0x20000 for char in text.bare(typed))


def test_fillers_around_a_question_leave_its_bare_form() -> None:
    chance = random.Random(1)
    assert {text.bare(noise.fillers(PLAIN, chance)) for _ in range(200)} == {text.bare(PLAIN)}


def test_no_word_of_other_offices_loses_a_part_as_a_filler() -> None:
    words = [word for line in read_lines("elsewhere.txt") for word in line.split() if not word.isascii()]
    assert [word for word in words if text.bare(word) != word] == []


def test_the_business_of_other_offices_is_named() -> None:
    assert text.elsewhere(text.bare("身份证丢了怎么补办")) == ["身份证"]

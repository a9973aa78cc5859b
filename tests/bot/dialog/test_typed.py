import pytest

from bot.dialog import typed
from bot.dialog.model import Option, Words

_OPTIONS = (
    Option("no", Words(text="没有，现在安全")),
    Option("yes", Words(text="有，正在发生")),
    Option("named", Words(text="实名（留姓名和电话）")),
)


def _named(text: str) -> str:
    return typed.option(text, _OPTIONS, lambda option: option.label.text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", "no"), ("２", "yes"), ("没有", "no"), ("有。", "yes"), ("实名", "named"), ("Y", "yes"), ("正在发生", "yes")],
)
def test_an_option_can_be_named_as_people_would(text: str, value: str) -> None:
    assert _named(text) == value


@pytest.mark.parametrize("text", ["0", "4", "9999", "", "名", "也许", "有人来我家闹事"])
def test_what_names_no_option_is_not_guessed(text: str) -> None:
    assert _named(text) == ""


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("？能匿名吗", "能匿名吗"),
        ("?? how", "how"),
        ("问：奖多少", "奖多少"),
        ("请问，多久有结果", "多久有结果"),
        ("问一下 ：几天", "几天"),
    ],
)
def test_a_leading_mark_makes_a_question(text: str, question: str) -> None:
    assert typed.asked(text) == question


@pytest.mark.parametrize("text", ["问题是他们天天来", "问他要钱他就打人", "他问：你怕不怕", "村里有人收保护费？", "？"])
def test_story_text_is_never_taken_for_a_marked_question(text: str) -> None:
    assert typed.asked(text) == ""


@pytest.mark.parametrize("text", ["匿名会受理吗", "多久有结果？", "怎么领奖励", "what happens next"])
def test_short_questions_are_seen(text: str) -> None:
    assert typed.looks_like_question(text)


@pytest.mark.parametrize(
    "text", ["他们在沙场打人", "谁去拉沙，都要交钱", "他们天天来要钱，" * 10 + "怎么办？", "第一行\n什么？"]
)
def test_stories_are_not_seen_as_questions(text: str) -> None:
    assert not typed.looks_like_question(text)


@pytest.mark.parametrize(
    ("text", "name"), [("不清楚", "skip"), ("返回。", "back"), ("ENGLISH", "language"), ("返回来的人", "")]
)
def test_control_words_count_only_as_whole_messages(text: str, name: str) -> None:
    assert typed.control(text) == name

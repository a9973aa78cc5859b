import pytest

from faq.match import Matcher


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("扫嘿除恶是什么", "扫黑除恶是什么"),
        ("什么是保护散", "什么是保护伞"),
        ("什么是护保伞", "什么是保护伞"),
        ("sao hei chu e", "扫黑除恶"),
        ("shenmeshibaohusan", "什么是保护伞"),
    ],
)
def test_a_slip_is_mended(matcher: Matcher, typed: str, meant: str) -> None:
    assert matcher.features.repair.repaired(typed) == meant


@pytest.mark.parametrize("typed", ["什么是保护伞", "举报奖励怎么领取", "12337", ""])
def test_what_the_corpus_says_itself_is_left_alone(matcher: Matcher, typed: str) -> None:
    assert matcher.features.repair.repaired(typed) == typed


def test_a_story_is_left_alone(matcher: Matcher) -> None:
    story = "蓝天白云" * 20
    assert matcher.features.repair.repaired(story) == story

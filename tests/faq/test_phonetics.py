import pytest

from faq import phonetics


@pytest.mark.parametrize(
    ("letters", "cut"),
    [
        ("saoheichue", ["sao", "hei", "chu", "e"]),
        ("baohusan", ["bao", "hu", "san"]),
        ("qwrt", None),
        ("huitoutoujiwoipdizhima", ["hui", "tou", "tou", "ji", "wo", "i", "p", "di", "zhi", "ma"]),
        ("", []),
    ],
)
def test_joined_pinyin_is_cut_into_syllables(letters: str, cut: list[str] | None) -> None:
    assert phonetics.segment(letters) == cut


@pytest.mark.parametrize(
    ("one", "other"), [("举报", "举抱"), ("商", "三"), ("牛", "刘"), ("村霸", "cunba"), ("行霸", "hangba")]
)
def test_what_sounds_alike_is_spelt_alike(one: str, other: str) -> None:
    assert phonetics.spell(one) == phonetics.spell(other)


def test_different_sounds_stay_apart() -> None:
    assert phonetics.spell("扫黑") != phonetics.spell("打黑")


@pytest.mark.parametrize(("typed", "spelt"), [("sao hei", True), ("扫hei", True), ("扫黑", False), ("ktv sao", False)])
def test_pinyin_is_told_from_other_letters(typed: str, spelt: bool) -> None:
    assert phonetics.is_spelt(typed) is spelt


def test_a_very_long_row_of_letters_is_taken() -> None:
    assert phonetics.spell("a" * 5000)

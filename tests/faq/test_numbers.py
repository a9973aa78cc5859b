import pytest

from faq import numbers


@pytest.mark.parametrize(
    ("written", "unified"),
    [
        ("刑法第二百九十四条", "刑法第294条"),
        ("一二三三七", "12337"),
        ("幺二三三七", "12337"),
        ("12类", "十二类"),
        ("2个一律", "两个一律"),
        ("1案3查", "一案三查"),
        ("20年", "二十年"),
        ("二零一八年", "2018年"),
        ("老百姓千万", "老百姓千万"),
    ],
)
def test_one_number_has_one_spelling(written: str, unified: str) -> None:
    assert numbers.unify(written) == unified


def test_unifying_twice_changes_nothing() -> None:
    once = numbers.unify("12类二百九十四条1案3查一二三三七")
    assert numbers.unify(once) == once


@pytest.mark.parametrize(
    ("written", "value"), [("七十七", 77), ("二百九十四", 294), ("12", 12), ("十", 10), ("甲", None)]
)
def test_a_written_number_has_its_value(written: str, value: int | None) -> None:
    assert numbers.value(written) == value


def test_only_numbers_of_three_digits_must_agree() -> None:
    assert numbers.long_numbers("12337和110还有20个") == {"12337", "110"}

"""Names in a text: the same characters or the same sound, and nobody else."""

from dataclasses import dataclass

import pytest

from faq.names import toneless
from kit.same_name import named_in


@dataclass(frozen=True)
class Person:
    name: str

    @property
    def pinyin(self) -> str:
        return toneless(self.name)


PEOPLE = (Person("张三"), Person("欧阳小明"), Person("李卫"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张三副镇长", ["张三"]),
        ("听说章叁也在", ["张三"]),
        ("ZHANG SAN", ["张三"]),
        ("ou yang xiao ming", ["欧阳小明"]),
        ("欧阳晓明和李伟", ["欧阳小明", "李卫"]),
        ("李卫，张三", ["张三", "李卫"]),
        ("三张桌子", []),
        ("张，三", []),
        ("", []),
    ],
)
def test_the_same_characters_or_the_same_sound_name_somebody(text: str, found: list[str]) -> None:
    assert [one.name for one in named_in(text, PEOPLE, toneless)] == found


def test_without_people_nothing_is_found() -> None:
    assert named_in("张三", (), toneless) == ()


def test_somebody_whose_name_has_no_sound_is_found_by_characters_alone() -> None:
    strange = (Person("§§"),)
    assert named_in("§§", strange, toneless) == strange
    assert named_in("别人", strange, toneless) == ()

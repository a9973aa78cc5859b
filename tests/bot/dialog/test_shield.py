import pytest

from bot.dialog import shield
from tests.bot.dialog.dialogs import world


@pytest.mark.parametrize(
    "text", ["张三", "副局长张三", "章三", "听说章三帮他们", "Zhang San", "ZHANGSAN", "李卫、张三"]
)
def test_exact_and_same_sounding_names_are_found(text: str) -> None:
    assert [one.unit for one in shield.matches(text, world())] == ["police"]


@pytest.mark.parametrize("text", ["", "张卫", "三张桌子", "李", "san zhang"])
def test_other_names_are_not(text: str) -> None:
    assert shield.matches(text, world()) == ()


def test_several_units_are_found_in_one_text() -> None:
    assert [one.unit for one in shield.matches("李思和张三", world())] == ["police", "inspection"]

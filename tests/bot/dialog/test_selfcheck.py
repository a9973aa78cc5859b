import pytest

from bot.dialog.selfcheck import traces


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("我叫王小明，住在白水镇", "name"),
        ("本人姓王", "name"),
        ("我是王小明，他们打了我", "name"),
        ("My name is Wang", "name"),
        ("有事打我电话", "phone"),
        ("联系 138 0000 1234", "phone"),
        ("13800001234", "phone"),
        ("身份证 110101199001010011", "id_number"),
        ("我的身份证他们抢走了", "id_number"),
    ],
)
def test_traces_of_the_writer_are_found(text: str, trace: str) -> None:
    assert trace in traces(text)


@pytest.mark.parametrize(
    "text", ["他叫王大力，绰号大力哥", "我是村民，天天被收钱", "车牌云A12345，要了3000元", "2026年3月2日晚上", ""]
)
def test_stories_of_others_raise_no_warning(text: str) -> None:
    assert traces(text) == ()


def test_where_numbers_of_others_are_asked_a_bare_number_is_fine() -> None:
    assert traces("王大力 13800001234", numbers=False) == ()
    assert traces("我的电话 13800001234", numbers=False) == ("phone",)

"""What a report can be found by, and that no field but the content's goes into it."""

from typing import Any

import pytest

from admin.leads.traces import MOST_TRACES, Trace, TraceKind, numbers_in, plain, search_text, traces_of
from storage.report import Content, Place
from storage.vault.index import MOST_BYTES


def content(what: str = "", **given: Any) -> Content:
    fields: dict[str, Any] = {"place": Place(text="砂场门口")} | given
    return Content(language="zh_CN", channel="web", officials="no", named=False, what=(what,), **fields)


def values(kind: TraceKind, found: Content) -> list[str]:
    return [trace.value for trace in traces_of(found) if trace.kind is kind]


@pytest.mark.parametrize(
    "written",
    [
        "13800001234",
        "138 0000 1234",
        "138-0000-1234",
        "+86 13800001234",
        "１３８００００１２３４",
        "一三八零零零零一二三四",
    ],
)
def test_a_phone_is_one_thing_however_it_is_written(written: str) -> None:
    assert list(numbers_in(f"有人用{written}打来。"))[-1] == Trace(TraceKind.PHONE, "13800001234")


@pytest.mark.parametrize("written", ["苏A12345", "苏a·12345", "苏Ａ １２３４５", "蘇A-12345"])
def test_a_plate_is_one_thing_however_it_is_written(written: str) -> None:
    assert values(TraceKind.PLATE, content(f"车牌是{written}，银色面包车")) == ["苏A12345"]


@pytest.mark.parametrize("written", ["苏AD12345", "京A1234警"])
def test_plates_of_new_energy_and_of_offices_are_plates(written: str) -> None:
    assert values(TraceKind.PLATE, content(written)) == [written]


@pytest.mark.parametrize("written", ["110101199001011234", "1380000", "欠款138000012345元", "京东方abcdef"])
def test_other_numbers_are_neither_phones_nor_plates(written: str) -> None:
    assert list(numbers_in(written)) == []


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("张三、李四和王小五", ["张三", "李四", "王小五"]),
        ("镇长赵六，村支书欧阳锋", ["赵六", "欧阳锋"]),
        ("领头的都叫他“老六”，手下四五个年轻人", ["老六"]),
        ("不认识，外地口音", []),
        ("王某某", []),
        ("马路边的砂场老板", []),
    ],
)
def test_names_are_taken_from_who(who: str, names: list[str]) -> None:
    assert values(TraceKind.NAME, content(who=who)) == names


def test_a_name_that_the_story_introduces_is_taken() -> None:
    assert values(TraceKind.NAME, content("领头的名叫刘大海，外号“黑皮”。")) == ["刘大海"]


def test_officials_that_the_report_names_are_taken() -> None:
    assert values(TraceKind.NAME, content(official_names="副局长孙七")) == ["孙七"]


def test_a_list_of_many_numbers_ends() -> None:
    many = " ".join(f"1380000{number:04d}" for number in range(100))
    assert len(traces_of(content(many))) == MOST_TRACES


def test_the_search_text_holds_numbers_place_who_and_what() -> None:
    found = search_text(content("強收過路費，車牌蘇A·12345", who="老六"), "东试镇").decode().split("\n")
    assert found == ["苏a12345", "东试镇", "砂场门口", "老六", "强收过路费车牌苏a12345"]


def test_the_search_text_never_outgrows_its_bytes_and_never_breaks_a_character() -> None:
    for shift in range(4):
        text = search_text(content("x" * shift + "长" * 5000), "")
        assert MOST_BYTES - 3 < len(text) <= MOST_BYTES
        text.decode()


def test_plain_text_has_one_script_and_width_and_no_signs() -> None:
    assert plain("Ａ·Ｂ　強收，過路費！\n") == "ab强收过路费"


def test_a_long_text_is_plain_to_its_end() -> None:
    assert plain("句。" * 500 + "末尾") == "句" * 500 + "末尾"


def test_traces_do_not_print() -> None:
    assert "1380000" not in repr(traces_of(content("13800001234")))

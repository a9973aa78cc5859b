"""A year of the calendar as it is typed and kept."""

from datetime import date

import pytest

from admin.workflow.calendar_form import calendar_of, kept, lines, read_year
from admin.workflow.working_days import Calendar, YearByHand
from storage.errors import BadInput


def test_days_and_ranges_are_read_as_a_notice_writes_them() -> None:
    year = read_year(2060, "2060-01-01\n2月5日至2月8日\n10-1 ~ 10-3\n\n", "2060年2月14日", True)
    assert lines(year.off).split() == [
        "2060-01-01", "2060-02-05", "2060-02-06", "2060-02-07", "2060-02-08", "2060-10-01", "2060-10-02", "2060-10-03",
    ]  # fmt: skip
    assert year.on == {date(2060, 2, 14)}


@pytest.mark.parametrize(
    ("off", "on", "announced", "key"),
    [
        ("spring", "", False, "clocks.error.line"),
        ("2060-02-30", "", False, "clocks.error.line"),
        ("2月8日至2月5日", "", False, "clocks.error.line"),
        ("2061-01-01", "", False, "clocks.error.year"),
        ("2060-01-01", "2060-01-01", False, "clocks.error.both"),
        ("", "2060-01-03", True, "clocks.error.empty"),
        ("2060-01-01\n" * 61, "", False, "clocks.error.many"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_reason(off: str, on: str, announced: bool, key: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_year(2060, off, on, announced)
    assert refused.value.key == key


def test_a_kept_year_is_read_back_and_other_years_stay() -> None:
    first = Calendar({2059: YearByHand(frozenset({date(2059, 1, 1)}), frozenset(), True)})
    entered = YearByHand(frozenset({date(2060, 1, 1)}), frozenset({date(2060, 1, 3)}))
    found = calendar_of(kept(first, 2060, entered))
    assert (found.year(2060), found.is_settled(2059), found.is_settled(2060)) == (entered, True, False)


def test_an_entered_year_decides_only_where_no_table_is_published() -> None:
    monday, published = date(2060, 10, 4), date(2026, 3, 2)
    calendar = Calendar({2060: YearByHand(off=frozenset({monday})), 2026: YearByHand(off=frozenset({published}))})
    assert not calendar.is_working_day(monday)
    assert calendar.is_working_day(published)


def test_a_day_counted_into_an_entered_year_is_provisional_until_it_is_said_to_be_complete() -> None:
    day = date(2060, 10, 8)
    off = frozenset({date(2060, 10, 1)})
    assert Calendar({2060: YearByHand(off)}).is_provisional(day)
    assert not Calendar({2060: YearByHand(off, announced=True)}).is_provisional(day)


@pytest.mark.parametrize("value", [None, [], {"x": {}}, {"2060": 3}])
def test_a_setting_that_is_no_calendar_leaves_the_published_one(value: object) -> None:
    assert not calendar_of(value).by_hand

"""Deadlines, codes and times as people read them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from admin.leads.words import Words
from admin.services import texts
from admin.workflow.clocks import Clock, Deadline

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 3, 2)


def words(language: str = "zh_CN", today: date = MONDAY, people: dict[bytes, str] | None = None) -> Words:
    return Words(texts(), language, ZONE, None, people, today)


@pytest.mark.parametrize(
    ("due", "text", "tone"),
    [
        (date(2026, 3, 5), "核查还剩 3 个工作日", "active"),
        (MONDAY, "核查今天到期", "waiting"),
        (date(2026, 2, 26), "核查已超期 3 个工作日", "late"),
    ],
)
def test_a_deadline_says_in_words_what_its_colour_says(due: date, text: str, tone: str) -> None:
    shown = words().deadline(Deadline(Clock.VERIFY, due))
    assert (shown.text, shown.tone) == (text, tone)


def test_a_deadline_missed_over_a_weekend_is_overdue_by_a_day_not_by_none() -> None:
    shown = words(today=date(2026, 3, 7)).due(date(2026, 3, 6))
    assert shown is not None
    assert shown.text == "已超期 1 个工作日"


def test_a_day_of_an_unpublished_year_is_provisional() -> None:
    shown = words().due(date(2060, 1, 5))
    assert shown is not None
    assert shown.provisional


def test_no_due_day_gives_no_words() -> None:
    assert words().due(None) is None


def test_an_unknown_code_is_shown_as_stored_and_an_empty_one_as_none() -> None:
    assert words().word("category", "from-an-old-policy") == "from-an-old-policy"
    assert words().word("category", None) == "未归类"
    assert words().word("act", "something_new", "other") == "其他"


def test_a_former_colleague_without_a_row_is_shown_by_the_head_of_the_id() -> None:
    assert words().person(b"\xab" * 16) == "abababab"
    assert words(people={b"\xab" * 16: "王试"}).person(b"\xab" * 16) == "王试"
    assert words().person(None) == ""


def test_times_are_told_where_the_office_is() -> None:
    moment = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
    assert words().hour(moment) == "2026-03-02 02 时"
    assert words().time(moment) == "2026-03-02 02:30"
    assert words("en").hour(moment) == "2026-03-02 02:00"

"""A year of the calendar as it is typed and as it is kept: dates, one or one range a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from admin.workflow.working_days import Calendar, YearByHand
from storage.errors import BadInput

MOST_LINES: Final = 60
_DATE: Final = r"(?:(\d{4})\s*[-./年]\s*)?(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?"
_LINE: Final = re.compile(rf"{_DATE}(?:\s*(?:至|到|~|～|—|–|to)\s*{_DATE})?")


def read_year(year: int, off: str, on: str, announced: bool) -> YearByHand:
    """What was typed: `2027-02-05`, `2月5日` or `2月5日至2月11日`, one a line. Raises `BadInput` with the line."""
    days_off, days_on = frozenset(_days(year, off)), frozenset(_days(year, on))
    both = sorted(days_off & days_on)
    if both:
        raise BadInput("clocks.error.both", day=both[0].isoformat())
    if announced and not days_off:
        raise BadInput("clocks.error.empty")
    return YearByHand(days_off, days_on, announced)


def lines(days: Iterable[date]) -> str:
    """Dates as they stand in the form, one a line."""
    return "\n".join(day.isoformat() for day in sorted(days))


def calendar_of(value: object) -> Calendar:
    """The kept setting as a calendar; whatever is not understood is left out."""
    if not isinstance(value, dict):
        return Calendar()
    years = {int(year): _year(kept) for year, kept in value.items() if str(year).isdecimal() and isinstance(kept, dict)}
    return Calendar(years)


def kept(calendar: Calendar, year: int, entered: YearByHand) -> dict[str, Any]:
    """The setting with one year put in place of what it said."""
    years = {**calendar.by_hand, year: entered}
    return {
        str(number): {
            "off": [day.isoformat() for day in sorted(one.off)],
            "on": [day.isoformat() for day in sorted(one.on)],
            "announced": one.announced,
        }
        for number, one in sorted(years.items())
    }


def _year(value: Mapping[str, Any]) -> YearByHand:
    off, on = (frozenset(date.fromisoformat(day) for day in value.get(name, ())) for name in ("off", "on"))
    return YearByHand(off, on, value.get("announced") is True)


def _days(year: int, text: str) -> Iterable[date]:
    typed = [line.strip() for line in text.splitlines() if line.strip()]
    if len(typed) > MOST_LINES:
        raise BadInput("clocks.error.many", count=MOST_LINES)
    for line in typed:
        yield from _line(year, line)


def _line(year: int, line: str) -> Iterable[date]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise BadInput("clocks.error.line", line=line[:40])
    first = _date(year, line, *found.group(1, 2, 3))
    last = _date(year, line, *found.group(4, 5, 6)) if found.group(5) else first
    if last < first:
        raise BadInput("clocks.error.line", line=line[:40])
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def _date(year: int, line: str, typed_year: str | None, month: str, day: str) -> date:
    try:
        found = date(int(typed_year or year), int(month), int(day))
    except ValueError:
        raise BadInput("clocks.error.line", line=line[:40]) from None
    if found.year != year:
        raise BadInput("clocks.error.year", line=line[:40], year=year)
    return found

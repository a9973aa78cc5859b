"""Working days as China's State Council sets them: holidays off, make-up Saturdays and Sundays on.

The calendar library knows the years whose table has been published. A year it does not know counts Monday to Friday,
and whatever was counted into it is provisional (暂定) until the table arrives.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar


@lru_cache(maxsize=64)
def is_known_year(year: int) -> bool:
    """Whether the holidays of that year are published in the library at hand."""
    try:
        chinese_calendar.is_workday(date(year, 6, 1))
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Whether offices are open on that day; Monday to Friday in a year without a table."""
    if is_known_year(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5


def after(start: date, count: int) -> date:
    """The `count`-th working day after `start`, which itself is not counted."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def between(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; negative where `end` lies before `start`."""
    if end < start:
        return -between(end, start)
    days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)

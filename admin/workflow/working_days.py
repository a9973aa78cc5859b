"""Working days as China's State Council sets them: holidays off, make-up Saturdays and Sundays on.

The calendar library knows the years whose table has been published when it was released. For a later year the office
may enter the holidays by hand; a year of which nothing is known counts Monday to Friday. Whatever was counted into a
year that is not settled is provisional (暂定) and is counted again once it is. The library's table goes before the
office's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import chinese_calendar

_DAY: Final = timedelta(days=1)


@lru_cache(maxsize=64)
def is_known_year(year: int) -> bool:
    """Whether the holidays of that year are published in the library at hand."""
    try:
        chinese_calendar.is_workday(date(year, 6, 1))
    except NotImplementedError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class YearByHand:
    """A year as the office entered it. `announced`: it was copied from the published notice, so it is settled."""

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    announced: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked: the library's tables, then what the office entered, then Monday to Friday."""

    by_hand: Mapping[int, YearByHand] = field(default_factory=dict)

    def is_settled(self, year: int) -> bool:
        """Whether the holidays of that year are known for certain."""
        return is_known_year(year) or self.year(year).announced

    def is_provisional(self, day: date) -> bool:
        """Whether a day that was counted to may move once the holidays of its year are known."""
        return not self.is_settled(day.year)

    def year(self, year: int) -> YearByHand:
        """What the office entered for that year; nothing where it never did."""
        return self.by_hand.get(year, YearByHand())

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open on that day."""
        if is_known_year(day.year):
            return _is_published_working_day(day)
        year = self.year(day.year)
        return day in year.on or (day.weekday() < 5 and day not in year.off)

    def after(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`, which itself is not counted."""
        day = start
        while count > 0:
            day += _DAY
            count -= self.is_working_day(day)
        return day

    def before(self, start: date, count: int) -> date:
        """The `count`-th working day before `start`, which itself is not counted."""
        day = start
        while count > 0:
            day -= _DAY
            count -= self.is_working_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative where `end` lies before `start`."""
        if end < start:
            return -self.between(end, start)
        days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def exceptions(self, year: int) -> tuple[tuple[date, ...], tuple[date, ...]]:
        """The weekdays of a year on which nobody works, and the Saturdays and Sundays on which everybody does."""
        days = tuple(_days_of(year))
        off = tuple(day for day in days if day.weekday() < 5 and not self.is_working_day(day))
        return off, tuple(day for day in days if day.weekday() >= 5 and self.is_working_day(day))


PUBLISHED: Final = Calendar()
"""By the published tables alone."""

is_working_day = PUBLISHED.is_working_day
after = PUBLISHED.after
between = PUBLISHED.between


@lru_cache(maxsize=4096)
def _is_published_working_day(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += _DAY

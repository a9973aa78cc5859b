from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from kit import clock

SHANGHAI = ZoneInfo(clock.DEFAULT_TIMEZONE)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_the_hour_hides_minutes_and_seconds_of_any_zone() -> None:
    moment = datetime(2026, 11, 22, 7, 59, 59, 999, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert clock.hour_of(moment) == datetime(2026, 11, 22, 2, tzinfo=UTC)


def test_the_day_is_the_office_s_day_not_utc_s() -> None:
    assert clock.local_day(datetime(2026, 11, 22, 16, 30, tzinfo=UTC), SHANGHAI) == date(2026, 11, 23)


def test_a_day_ends_at_the_office_s_midnight() -> None:
    assert clock.end_of_day(date(2026, 11, 22), SHANGHAI) == datetime(2026, 11, 22, 16, tzinfo=UTC)


@pytest.mark.parametrize("hour", [16, 20])
def test_a_day_begins_at_the_office_s_midnight(hour: int) -> None:
    moment = datetime(2026, 11, 21, hour, 59, tzinfo=UTC)
    assert clock.start_of_day(moment, SHANGHAI) == datetime(2026, 11, 21, 16, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        clock.hour_of(datetime(2026, 11, 22))  # noqa: DTZ001

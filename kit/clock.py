"""The only place that asks what time it is.

Times are stored and passed on as aware UTC datetimes. Days are counted where the office is, so every
function that speaks of a day takes the office's time zone.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DEFAULT_TIMEZONE = "Asia/Shanghai"


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def hour_of(moment: datetime) -> datetime:
    """The start of the UTC hour that holds `moment`: all that is kept of what a reporter does.

    Raises ValueError for a naive datetime, because guessing its zone could move it by eight hours.
    """
    return _utc(moment).replace(minute=0, second=0, microsecond=0)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day of `moment` at the office. Raises ValueError for a naive datetime."""
    return _utc(moment).astimezone(zone).date()


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The UTC moment at which the office's `day` is over: a deadline on that day is missed from here on."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)


def start_of_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """The UTC moment at which the office's day that holds `moment` began. Raises ValueError for a naive datetime."""
    return datetime.combine(local_day(moment, zone), time.min, tzinfo=zone).astimezone(UTC)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be placed; pass an aware datetime")
    return moment.astimezone(UTC)

"""Column types refuse what must not be stored."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from storage.tables.types import FixedBytes, UtcHour, UtcTime

DIALECT = sqlite.dialect()


def test_bytes_of_another_length_are_refused_without_showing_them() -> None:
    with pytest.raises(ValueError, match="16 bytes, not 5") as refused:
        FixedBytes(16).process_bind_param(b"canar", DIALECT)
    assert "canar" not in str(refused.value)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        UtcTime().process_bind_param(datetime(2026, 1, 1), DIALECT)  # noqa: DTZ001


def test_a_time_is_kept_in_utc() -> None:
    shanghai = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    assert UtcTime().process_bind_param(shanghai, DIALECT) == datetime(2026, 1, 1, tzinfo=UTC)


def test_an_hour_column_takes_full_hours_only() -> None:
    full = datetime(2026, 1, 1, 5, tzinfo=UTC)
    assert UtcHour().process_bind_param(full, DIALECT) == full
    with pytest.raises(ValueError, match="hour"):
        UtcHour().process_bind_param(full + timedelta(seconds=1), DIALECT)


@pytest.mark.parametrize("kind", [FixedBytes(4), UtcTime(), UtcHour()])
def test_nothing_stays_nothing(kind: FixedBytes | UtcTime) -> None:
    assert kind.process_bind_param(None, DIALECT) is None

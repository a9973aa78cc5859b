"""Cursors travel in links and come back the same."""

from datetime import UTC, date, datetime

import pytest

from storage.queue_shapes import Cursor

LEAD = bytes(range(16))


@pytest.mark.parametrize("key", [datetime(2026, 11, 2, 8, tzinfo=UTC), date(2026, 11, 2), date.max])
def test_a_cursor_comes_back_from_its_text(key: datetime | date) -> None:
    assert Cursor.parse(Cursor(key, LEAD).text()) == Cursor(key, LEAD)


@pytest.mark.parametrize(
    "text", ["", ".", "x.00", "2026110208", f"2026-13-01.{LEAD.hex()}", f"20261102.{LEAD.hex()[2:]}"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Cursor.parse(text)

"""Links of the entries' list: what is not understood is left out, and nothing raises."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest

from admin.auditing.listing import EntryListing
from storage.access import AccessFilter

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLACE = (datetime(2026, 11, 20, 1, 2, 3, 456789, tzinfo=UTC), b"e" * 16)


def test_a_listing_comes_back_from_its_own_link() -> None:
    listing = EntryListing("sign_in", b"p" * 16, "12345678", date(2026, 11, 20), PLACE)
    assert EntryListing.read(dict(parse_qsl(listing.query()))) == listing


@pytest.mark.parametrize("name", ["kind", "person", "number", "day", "before"])
@pytest.mark.parametrize("value", ["", "x", "'", "9" * 40, "1.zz", "9999-99-99", "0001-01-01", "九"])
def test_what_is_not_understood_is_left_out(name: str, value: str) -> None:
    assert EntryListing.read({name: value}) == EntryListing()


def test_a_day_is_the_offices_day() -> None:
    wanted = EntryListing(day=date(2026, 11, 20)).wanted(SHANGHAI)
    begin, end = datetime(2026, 11, 19, 16, tzinfo=UTC), datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert wanted == AccessFilter(since=begin, until=end)

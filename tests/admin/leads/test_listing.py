"""Links of the queue: read, written, and never believed."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qsl

from admin.leads.listing import Listing
from storage.queue_shapes import Cursor

ME = b"m" * 16
TODAY = date(2026, 3, 2)


def test_a_listing_reads_back_what_it_writes() -> None:
    place = Cursor(datetime(2026, 3, 2, 8, tzinfo=UTC), b"i" * 16).text()
    listing = Listing(order="oldest", state="verifying", category="market", unread=True, mine=True, after=place)
    assert Listing.read(dict(parse_qsl(listing.query()))) == listing


def test_overdue_is_always_read_by_deadline() -> None:
    listing = Listing.read({"overdue": "1", "order": "newest"})
    assert listing.order == "due"
    assert listing.wanted(ME, TODAY).due_before == TODAY
    assert Listing().only(overdue=True).order == "due"


def test_a_place_of_another_order_is_left_out() -> None:
    by_hour = Cursor(datetime(2026, 3, 2, 8, tzinfo=UTC), b"i" * 16).text()
    by_day = Cursor(TODAY, b"i" * 16).text()
    assert Listing.read({"order": "due", "after": by_hour}).after == ""
    assert Listing.read({"order": "newest", "after": by_day}).after == ""
    assert Listing.read({"order": "due", "after": by_day}).after == by_day


def test_what_is_unknown_or_too_long_is_left_out() -> None:
    listing = Listing.read({"state": "nonsense", "order": "random", "category": "x" * 65, "after": "zz"})
    assert listing == Listing()


def test_mine_asks_for_my_own_id() -> None:
    assert Listing(mine=True).wanted(ME, TODAY).handler == ME
    assert Listing().wanted(ME, TODAY).handler is None


def test_the_first_page_of_a_listing_keeps_its_filter() -> None:
    listing = Listing(state="closed", before="2026030208." + "00" * 16)
    assert listing.first_page() == Listing(state="closed")

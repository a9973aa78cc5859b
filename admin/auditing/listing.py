"""What an auditor asks of the entries: read from a link, written back into links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from admin.access import AccessKind
from kit.clock import end_of_day
from storage.access import AccessFilter
from storage.tables.ledger import AccessEntry

PAGE_SIZE: Final = 50
_KINDS: Final = frozenset(kind.value for kind in AccessKind)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
Place = tuple[datetime, bytes]


@dataclass(frozen=True, slots=True)
class EntryListing:
    """A filter and a place. Whatever a link says that is not understood is left out."""

    kind: str = ""
    person: bytes | None = None
    number: str = ""
    day: date | None = None
    before: Place | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> EntryListing:
        """From the parameters of a link or form."""
        number = "".join(query.get("number", "").split())
        return cls(
            kind=query["kind"] if query.get("kind") in _KINDS else "",
            person=_id(query.get("person", "")),
            number=number if number.isdecimal() and len(number) <= 20 else "",
            day=_day(query.get("day", "")),
            before=_place(query.get("before", "")),
        )

    def query(self) -> str:
        """The same as a query string."""
        fields = {
            "kind": self.kind,
            "person": self.person.hex() if self.person else "",
            "number": self.number,
            "day": self.day.isoformat() if self.day else "",
            "before": _text(self.before) if self.before else "",
        }
        return urlencode({name: value for name, value in fields.items() if value})

    def wanted(self, zone: ZoneInfo) -> AccessFilter:
        """The filter that the ledger understands."""
        return AccessFilter(
            kinds=(self.kind,) if self.kind else (),
            actor_id=self.person,
            lead_number=self.number or None,
            since=end_of_day(self.day - timedelta(days=1), zone) if self.day else None,
            until=end_of_day(self.day, zone) if self.day else None,
        )

    def first_page(self) -> EntryListing:
        return replace(self, before=None)

    def after(self, last: AccessEntry) -> EntryListing:
        """The next page, from the last row shown."""
        return replace(self, before=(last.at, last.id))


def _text(place: Place) -> str:
    return f"{(place[0] - _EPOCH) // _MICROSECOND}.{place[1].hex()}"


def _place(text: str) -> Place | None:
    moment, _, entry = text.partition(".")
    entry_id = _id(entry)
    if entry_id is None or not moment.isdecimal() or len(moment) > 17:
        return None
    return _EPOCH + int(moment) * _MICROSECOND, entry_id


def _id(text: str) -> bytes | None:
    try:
        value = bytes.fromhex(text)
    except ValueError:
        return None
    return value if len(value) == 16 else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 < day.year < 9000 else None

"""What a queue is asked for and what it gives: plain values, no SQL."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

Order = Literal["newest", "oldest", "due"]


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Empty fields do not filter. `states` takes several; `owner` is the responsible unit; all fields must hold.

    `due_from` and `due_before` are read from the index of the order "due"; ask for them in that order. `unhandled` asks
    for leads of which nobody is named handler, `ours` for those whose responsible unit is one of the asking units.
    `handlers` asks for leads of any of these, so of none where it is empty; `open_only` leaves closed ones out.
    """

    states: Collection[str] = ()
    owner: str | None = None
    category: str | None = None
    area: str | None = None
    handler: bytes | None = None
    unread: bool = False
    unhandled: bool = False
    ours: bool = False
    due_from: date | None = None
    due_before: date | None = None
    handlers: Collection[bytes] | None = None
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of one row in one order: the hour (newest, oldest) or the due day, and the lead's id."""

    key: datetime | date
    lead_id: bytes

    def text(self) -> str:
        """As it stands in a link."""
        key = self.key.astimezone(UTC).strftime("%Y%m%d%H") if isinstance(self.key, datetime) else self.key.isoformat()
        return f"{key}.{self.lead_id.hex()}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Reads `text()` back. Raises ValueError for anything else."""
        key, _, lead_id = text.partition(".")
        if len(lead_id) != 32:
            raise ValueError("no cursor")
        if "-" in key:
            return cls(date.fromisoformat(key), bytes.fromhex(lead_id))
        return cls(datetime.strptime(key, "%Y%m%d%H").replace(tzinfo=UTC), bytes.fromhex(lead_id))


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of a list: clear columns only. `unread` is the asking member's own mark."""

    lead_id: bytes
    number: str
    state: str
    version: int
    received_hour: datetime
    due_on: date | None
    category: str | None
    area: str | None
    unit_id: str | None
    handler_id: bytes | None
    level: str | None
    source: str
    conclusion: str | None
    umbrella: bool
    named: bool
    restricted: bool
    answered: bool
    closed_on: date | None
    messages: int
    last_reporter_hour: datetime | None
    unread: bool

    def cursor(self, order: Order) -> Cursor:
        """This row's place, from which the next or the previous page goes on."""
        if order == "due":
            return Cursor(self.due_on or date.max, self.lead_id)
        return Cursor(self.received_hour, self.lead_id)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Rows in the order asked for. `more` says whether rows follow in the direction that was read."""

    rows: tuple[QueueRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """Numbers beside the links of a queue. None is above `cap`: a count that reaches it reads as "cap or more"."""

    by_state: dict[str, int]
    unread: int
    overdue: int
    cap: int

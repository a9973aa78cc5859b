"""What a member asks of the queue: read from a link, remembered in a cookie, written back into links."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, cast
from urllib.parse import urlencode

from admin.workflow.escalation import Stage, due_before
from admin.workflow.states import State
from admin.workflow.working_days import PUBLISHED, Calendar
from storage.queue_shapes import Cursor, Order, QueueFilter, QueueRow
from storage.tables.ledger import Lead

ORDERS: Final = ("newest", "oldest", "due")
PAGE_SIZE: Final = 50
UNANSWERED: Final = (State.CONCLUDED.value, State.OUT_OF_SCOPE.value, State.MERGED.value)
"""States in which the outcome is known and its reporter has not been told."""
_STATES: Final = frozenset(state.value for state in State)
_STAGES: Final = frozenset(stage.value for stage in Stage)
_MAX_VALUE: Final = 64


@dataclass(frozen=True, slots=True)
class Listing:
    """A filter, an order and a place. Whatever a link says that is not understood is left out."""

    order: Order = "newest"
    state: str = ""
    category: str = ""
    area: str = ""
    unread: bool = False
    overdue: bool = False
    late: str = ""
    nobody: bool = False
    ours: bool = False
    unanswered: bool = False
    mine: bool = False
    leaver: bool = False
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Listing:
        """From the parameters of a link or of the cookie."""
        short = {name: value for name, value in query.items() if len(value) <= _MAX_VALUE}
        late = short["late"] if short.get("late") in _STAGES else ""
        overdue = short.get("overdue") == "1" or bool(late)
        order = short.get("order", "")
        listing = cls(
            order=cast(Order, "due" if overdue else order if order in ORDERS else "newest"),
            state=short["state"] if short.get("state") in _STATES else "",
            category=short.get("category", ""),
            area=short.get("area", ""),
            unread=short.get("unread") == "1",
            overdue=overdue,
            late=late,
            nobody=short.get("nobody") == "1",
            ours=short.get("ours") == "1",
            unanswered=short.get("unanswered") == "1",
            mine=short.get("mine") == "1",
            leaver=short.get("leaver") == "1",
        )
        return replace(
            listing, after=listing._place(short.get("after", "")), before=listing._place(short.get("before", ""))
        )

    def query(self) -> str:
        """The same as a query string; never empty, so that it can be told from a link without a filter."""
        fields = {
            "order": self.order,
            "state": self.state,
            "category": self.category,
            "area": self.area,
            "unread": "1" if self.unread else "",
            "overdue": "1" if self.overdue else "",
            "late": self.late,
            "nobody": "1" if self.nobody else "",
            "ours": "1" if self.ours else "",
            "unanswered": "1" if self.unanswered else "",
            "mine": "1" if self.mine else "",
            "leaver": "1" if self.leaver else "",
            "after": self.after,
            "before": self.before,
        }
        return urlencode({name: value for name, value in fields.items() if value})

    def start(self) -> tuple[Cursor | None, bool]:
        """Where the page begins, and whether it is read backwards from there."""
        place = self.before or self.after
        return (Cursor.parse(place) if place else None), bool(self.before)

    def wanted(
        self, staff_id: bytes, today: date, calendar: Calendar = PUBLISHED, gone: Collection[bytes] = ()
    ) -> QueueFilter:
        """The filter that the ledger understands; `late` asks for leads that reached that stage or a later one.

        `gone` are those whose open leads `leaver` asks for.
        """
        stage = Stage(self.late or Stage.REMIND)
        return QueueFilter(
            states=(self.state,) if self.state else UNANSWERED if self.unanswered else (),
            category=self.category or None,
            area=self.area or None,
            handler=staff_id if self.mine else None,
            unread=self.unread,
            unhandled=self.nobody,
            ours=self.ours or self.leaver,
            handlers=gone if self.leaver else None,
            open_only=self.leaver,
            due_before=due_before(stage, today, calendar) if self.overdue else None,
        )

    @property
    def filtered(self) -> bool:
        """Whether anything but the order was asked for."""
        chosen = (self.state, self.category, self.area, self.unread, self.overdue, self.mine)
        return any(chosen) or self.nobody or self.ours or self.unanswered or self.leaver

    def first_page(self) -> Listing:
        return replace(self, after="", before="")

    def only(self, **values: object) -> Listing:
        """The first page with nothing but these fields: where a counter leads."""
        order: Order = "due" if values.get("overdue") or values.get("late") else self.order
        if values.get("late"):
            values["overdue"] = True
        return replace(Listing(order=order), **values)  # type: ignore[arg-type]

    def older(self, last: QueueRow) -> Listing:
        return replace(self, after=last.cursor(self.order).text(), before="")

    def newer(self, first: QueueRow) -> Listing:
        return replace(self, before=first.cursor(self.order).text(), after="")

    def place_of(self, lead: Lead) -> Cursor:
        """Where a lead stands in this order, whether or not the filter holds it any more."""
        key = (lead.due_on or date.max) if self.order == "due" else lead.received_hour
        return Cursor(key, lead.id)

    def _place(self, text: str) -> str:
        try:
            cursor = Cursor.parse(text) if text else None
        except ValueError:
            return ""
        fits = cursor is not None and ("-" in text.partition(".")[0]) == (self.order == "due")
        return text if fits else ""


def pulse(rows: Iterable[QueueRow]) -> str:
    """A short mark that changes whenever a page of the queue would look different."""
    seen = "|".join(f"{row.number}.{row.version}.{row.messages}.{int(row.unread)}" for row in rows)
    return hashlib.sha256(seen.encode()).hexdigest()[:16]

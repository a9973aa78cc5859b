"""The queue of the units one belongs to: pages, the next case, counts and everything for an export."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import date
from typing import Final

from storage import queue_select
from storage.queue_shapes import Cursor, Order, QueueCounts, QueueFilter, QueuePage, QueueRow
from storage.repository import Repository

EVERYTHING: Final = QueueFilter()


class Queue(Repository):
    """`work.queue`. All methods see only leads granted to one of `units`."""

    async def page(
        self,
        units: Collection[str],
        staff_id: bytes,
        order: Order = "newest",
        wanted: QueueFilter = EVERYTHING,
        start: Cursor | None = None,
        backwards: bool = False,
        size: int = 50,
    ) -> QueuePage:
        """One page after `start` (or before it, with `backwards`), always in the reading order of `order`.

        The next case is the page of size 1 after the current row's cursor.
        """
        if not units:
            return QueuePage((), more=False)
        statement = queue_select.page(units, staff_id, order, wanted, start, backwards, size + 1)
        found = [QueueRow(**row._mapping) for row in (await self._session.execute(statement)).all()]
        shown = found[:size]
        return QueuePage(tuple(reversed(shown) if backwards else shown), more=len(found) > size)

    async def chosen(self, units: Collection[str], staff_id: bytes, lead_ids: Sequence[bytes]) -> list[QueueRow]:
        """Rows of these leads, newest first; one that none of the units may see is left out."""
        if not units or not lead_ids:
            return []
        rows = await self._session.execute(queue_select.chosen(units, staff_id, lead_ids))
        return [QueueRow(**row._mapping) for row in rows.all()]

    async def counts(
        self, units: Collection[str], staff_id: bytes, states: Collection[str], today: date, cap: int = 1000
    ) -> QueueCounts:
        """Counts for links, each read up to `cap` only, so that a ledger of any size costs the same."""
        if not units:
            return QueueCounts(dict.fromkeys(states, 0), 0, 0, cap)
        mine = sorted(set(units))
        statement = queue_select.counts(len(mine), tuple(states), cap)
        rows = (await self._session.execute(statement, queue_select.count_parameters(mine, staff_id, today))).all()
        found = {row[0]: row[1] for row in rows}
        by_state = {state: found[f"state:{state}"] for state in states}
        return QueueCounts(by_state, found["unread"], found["overdue"], cap)

    async def count(self, units: Collection[str], staff_id: bytes, wanted: QueueFilter = EVERYTHING) -> int:
        """The exact number of leads that fit; for exports and statistics, not for every page."""
        if not units:
            return 0
        return (await self._session.scalars(queue_select.matching(units, staff_id, wanted))).one()

    async def count_up_to(self, units: Collection[str], staff_id: bytes, wanted: QueueFilter, cap: int = 1000) -> int:
        """As `count`, read up to `cap` only: for pages."""
        if not units:
            return 0
        return (await self._session.scalars(queue_select.matching(units, staff_id, wanted, cap))).one()

    async def each(
        self, units: Collection[str], staff_id: bytes, order: Order = "oldest", wanted: QueueFilter = EVERYTHING
    ) -> AsyncIterator[QueueRow]:
        """Every row that fits, read in pages: an export holds no more in memory than it writes."""
        start: Cursor | None = None
        while True:
            page = await self.page(units, staff_id, order, wanted, start, size=500)
            for row in page.rows:
                yield row
            if not page.more:
                return
            start = page.rows[-1].cursor(order)

"""Search texts and blind tags of leads, by unit: kept with a grant, read through it, gone with it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, literal, select, tuple_

from storage.queue_shapes import Cursor
from storage.repository import Repository
from storage.tables.ledger import Grant, IndexKey, Lead, LeadTag, SearchText
from storage.visible import visible_to


@dataclass(frozen=True, slots=True)
class TextRow:
    """A lead's place in the order "newest", and its sealed search text; None where its unit never opened it."""

    lead_id: bytes
    received_hour: datetime
    epoch: int | None
    sealed: bytes | None

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.received_hour, self.lead_id)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many leads some units hold, and how many of them have a search text."""

    held: int
    searchable: int

    @property
    def missing(self) -> int:
        return self.held - self.searchable


class LeadIndex(Repository):
    """`work.lead_index`. A unit's index holds only leads that the unit is granted: the tables refuse all others."""

    async def keys_of(self, unit_id: str) -> list[IndexKey]:
        """Every copy of a unit's index keys, by the epoch each was made in."""
        statement = select(IndexKey).where(IndexKey.unit_id == unit_id)
        return list((await self._session.scalars(statement.order_by(IndexKey.epoch, IndexKey.sealed_to.desc()))).all())

    async def add_key(self, unit_id: str, epoch: int, sealed_to: int, sealed: bytes) -> bool:
        """Keeps a copy of an index key; False where there is one: two sessions may make the first one at once."""
        insert = self._insert(IndexKey).values(unit_id=unit_id, epoch=epoch, sealed_to=sealed_to, sealed=sealed)
        once = insert.on_conflict_do_nothing().returning(IndexKey.epoch)
        return (await self._session.execute(once)).first() is not None

    async def drop_keys(self, unit_id: str, sealed_to: int) -> int:
        """Erases the copies that an epoch holds, once its seed goes; says how many."""
        theirs = delete(IndexKey).where(IndexKey.unit_id == unit_id, IndexKey.sealed_to == sealed_to)
        return await self._changed(theirs)

    async def text_of(self, lead_id: bytes, unit_id: str) -> SearchText | None:
        """What a unit keeps of a lead, None where nobody there has opened it."""
        statement = select(SearchText).where(SearchText.unit_id == unit_id, SearchText.lead_id == lead_id)
        return (await self._session.scalars(statement.execution_options(populate_existing=True))).first()

    async def put(self, lead_id: bytes, unit_id: str, epoch: int, sealed: bytes, tags: Iterable[bytes]) -> None:
        """Keeps a lead's text and tags in the place of what the unit had of it."""
        text = self._insert(SearchText).values(unit_id=unit_id, lead_id=lead_id, epoch=epoch, sealed=sealed)
        newest = {"epoch": epoch, "sealed": sealed}
        await self._session.execute(text.on_conflict_do_update(index_elements=["unit_id", "lead_id"], set_=newest))
        await self._session.execute(delete(LeadTag).where(LeadTag.unit_id == unit_id, LeadTag.lead_id == lead_id))
        rows = [{"unit_id": unit_id, "tag": tag, "lead_id": lead_id} for tag in sorted(set(tags))]
        if rows:
            await self._session.execute(self._insert(LeadTag).values(rows))

    async def forget(self, lead_id: bytes) -> int:
        """Erases what any unit kept of the lead, for a lead whose content is destroyed; says how many rows went."""
        tags = await self._changed(delete(LeadTag).where(LeadTag.lead_id == lead_id))
        return tags + await self._changed(delete(SearchText).where(SearchText.lead_id == lead_id))

    async def page(self, unit_id: str, staff_id: bytes, start: Cursor | None, size: int) -> list[TextRow]:
        """The unit's next leads in the order "newest" after `start`, each with its search text."""
        found = await self._session.execute(texts_after(unit_id, staff_id, start, size))
        return [TextRow(*row) for row in found.all()]

    async def coverage(self, units: Collection[str], staff_id: bytes) -> Coverage:
        """How much of what the units hold can be searched; a lead of two units counts once."""
        mine = (SearchText.unit_id == Grant.unit_id) & (SearchText.lead_id == Grant.lead_id)
        held = visible_to(units, staff_id)
        counts = [
            select(func.count()).select_from((part.distinct() if len(units) > 1 else part).subquery())
            for part in (held, held.join(SearchText, mine))
        ]
        return Coverage(*[(await self._session.scalars(count)).one() for count in counts])

    async def sharing(
        self, unit_id: str, staff_id: bytes, lead_id: bytes, tags: Sequence[bytes], limit: int = 200
    ) -> list[tuple[bytes, str]]:
        """(tag, number) of the unit's other leads with one of these tags, newest first."""
        mine = (LeadTag.unit_id == Grant.unit_id) & (LeadTag.lead_id == Grant.lead_id)
        statement = visible_to([unit_id], staff_id).join(LeadTag, mine).join(Lead, Lead.id == Grant.lead_id)
        others = statement.where(LeadTag.tag.in_(tags), Grant.lead_id != lead_id)
        columns = others.with_only_columns(LeadTag.tag, Lead.number)
        ordered = columns.order_by(Grant.received_hour.desc(), Grant.lead_id).limit(limit)
        return [(tag, number) for tag, number in (await self._session.execute(ordered)).all()]


def texts_after(unit_id: str, staff_id: bytes, start: Cursor | None, size: int) -> Select[*tuple[Any, ...]]:
    """The statement of `page`: a page of the unit's grants is read from one index, and only then its texts.

    Written as one join, a database with old statistics would join all that follows `start` and then sort it.
    """
    mine = visible_to([unit_id], staff_id).add_columns(Grant.received_hour)
    if start is not None:
        place = tuple_(literal(start.key, Grant.received_hour.type), literal(start.lead_id, Grant.lead_id.type))
        mine = mine.where(tuple_(Grant.received_hour, Grant.lead_id) < place)
    leads = mine.order_by(Grant.received_hour.desc(), Grant.lead_id.desc()).limit(size).subquery()
    text = (SearchText.unit_id == unit_id) & (SearchText.lead_id == leads.c.lead_id)
    joined = select(leads, SearchText.epoch, SearchText.sealed).outerjoin(SearchText, text)
    return joined.order_by(leads.c.received_hour.desc(), leads.c.lead_id.desc())

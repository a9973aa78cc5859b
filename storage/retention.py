"""What decides on a lead's term, and who is under protection. Nothing is opened here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, or_, select, union

from storage.repository import Repository
from storage.tables.ledger import Destruction, DestructionLine, Lead, Protection, Reward, ThreadMessage
from storage.tables.ledger.leads import KEEPS_IDENTITY
from storage.tables.ledger.thread import KEEPS_WORDS
from storage.visible import visible_to


@dataclass(frozen=True, slots=True)
class Kept:
    """One lead with what its term hangs on. `words` counts what the reporter wrote after filing and is still kept.

    `reward` is the state of its reward; `waiting` says that it stands on a list that is not decided or not done.
    """

    lead_id: bytes
    number: str
    state: str
    version: int
    messages: int
    closed_on: date | None
    last_wrote: datetime | None
    restricted: bool
    identity: bool
    words: int
    reward: str | None
    protected: bool
    waiting: bool


class Retention(Repository):
    """`work.retention`."""

    async def past(
        self,
        units: Collection[str],
        staff_id: bytes,
        closed_by: date,
        limit: int,
        after: tuple[date, bytes] | None = None,
    ) -> list[Kept]:
        """Leads that this member may see, closed on that day or earlier, of which something is still kept.

        In order of closing day and id, behind `after`.
        """
        something = union(
            select(Lead.id).where(KEEPS_IDENTITY, Lead.closed_on <= closed_by),
            select(ThreadMessage.lead_id).where(KEEPS_WORDS),
        )
        mine = _facts().where(
            Lead.id.in_(something), Lead.closed_on <= closed_by, Lead.id.in_(visible_to(units, staff_id))
        )
        if after is not None:
            mine = mine.where(or_(Lead.closed_on > after[0], (Lead.closed_on == after[0]) & (Lead.id > after[1])))
        rows = await self._session.execute(mine.order_by(Lead.closed_on, Lead.id).limit(limit))
        return [Kept(*row) for row in rows.all()]

    async def facts(self, lead_ids: Collection[bytes]) -> dict[bytes, Kept]:
        """The same of these leads, by id and WITHOUT a check of rights."""
        rows = await self._session.execute(_facts().where(Lead.id.in_(lead_ids)))
        return {kept.lead_id: kept for kept in (Kept(*row) for row in rows.all())}

    async def hold(self, lead_ids: Collection[bytes]) -> None:
        """Keeps others from changing these leads, their rewards and protection until the transaction ends."""
        held = select(Lead.id).where(Lead.id.in_(lead_ids)).order_by(Lead.id).with_for_update()
        await self._session.execute(held)

    async def without_identity(self, units: Collection[str] | None) -> list[tuple[bytes, str]]:
        """(id, number) of named leads whose identity is gone, of those that `units` hold; None is for all."""
        gone = select(Lead.id, Lead.number).where(Lead.named, Lead.identity.is_(None))
        if units is not None:
            gone = gone.where(Lead.id.in_(visible_to(units, None)))
        return [(lead_id, number) for lead_id, number in (await self._session.execute(gone)).all()]

    async def protection(self, lead_id: bytes) -> Protection | None:
        """The protection that is open for a lead's reporter."""
        return await self._session.get(Protection, lead_id, populate_existing=True)

    async def protect(self, lead_id: bytes, since: datetime, staff_id: bytes) -> bool:
        """Opens it; False where it is open."""
        row = self._insert(Protection).values(lead_id=lead_id, since=since, staff_id=staff_id)
        done = await self._session.execute(row.on_conflict_do_nothing().returning(Protection.lead_id))
        return done.first() is not None

    async def end_protection(self, lead_id: bytes) -> bool:
        """Ends it; False where none is open."""
        return await self._changed(delete(Protection).where(Protection.lead_id == lead_id)) == 1


def _facts() -> Select[*tuple[Any, ...]]:
    words = select(func.count()).where(ThreadMessage.lead_id == Lead.id, KEEPS_WORDS).scalar_subquery()
    waiting = exists().where(
        DestructionLine.lead_id == Lead.id,
        Destruction.id == DestructionLine.act_id,
        or_(
            Destruction.state == "waiting",
            (Destruction.state == "confirmed") & DestructionLine.state.in_(("listed", "keys")),
        ),
    )
    return (
        select(
            Lead.id, Lead.number, Lead.state, Lead.version, Lead.messages, Lead.closed_on, Lead.last_reporter_hour,
            Lead.restricted, Lead.identity.is_not(None), words, Reward.state, Protection.lead_id.is_not(None), waiting,
        )
        .outerjoin(Reward, Reward.lead_id == Lead.id)
        .outerjoin(Protection, Protection.lead_id == Lead.id)
    )  # fmt: skip

"""Members who do not see a lead although a unit of theirs holds it, and for whom this was looked at."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, delete, select

from storage.repository import Repository
from storage.tables.ledger import Bar, Grant, Lead, LookedOver


def to_look_over(units: Collection[str], staff_id: bytes, after: bytes, limit: int) -> Select[bytes]:
    """Read from the index of restricted leads, which are few, whatever the units hold."""
    held = select(Grant.lead_id).where(Grant.lead_id == Lead.id, Grant.unit_id.in_(units))
    seen = select(LookedOver.lead_id).where(LookedOver.lead_id == Lead.id, LookedOver.staff_id == staff_id)
    statement = select(Lead.id).where(Lead.restricted, held.exists(), ~seen.exists())
    if after:
        statement = statement.where(Lead.id > after)
    return statement.order_by(Lead.id).limit(limit)


class Bars(Repository):
    """`work.bars`. Whom a lead excludes is sealed; finding out is the caller's, in a session that holds its keys."""

    async def shut(self, lead_id: bytes, staff_id: bytes, at: datetime) -> None:
        """From the end of this transaction on the lead does not exist for this member."""
        insert = self._insert(Bar).values(lead_id=lead_id, staff_id=staff_id, at=at)
        await self._session.execute(insert.on_conflict_do_nothing())

    async def shut_out(self, lead_id: bytes) -> frozenset[bytes]:
        """Members for whom the lead does not exist."""
        return frozenset(await self._session.scalars(select(Bar.staff_id).where(Bar.lead_id == lead_id)))

    async def to_look_over(
        self, units: Collection[str], staff_id: bytes, after: bytes = b"", limit: int = 100
    ) -> list[bytes]:
        """Restricted leads that these units hold and that were not looked over for this member, in order of id."""
        return list((await self._session.scalars(to_look_over(units, staff_id, after, limit))).all())

    async def looked_over(self, lead_id: bytes, staff_id: bytes) -> None:
        """The lead was opened for this member's sake."""
        insert = self._insert(LookedOver).values(lead_id=lead_id, staff_id=staff_id)
        await self._session.execute(insert.on_conflict_do_nothing())

    async def look_again_at(self, lead_id: bytes) -> None:
        """The lead's exclusions have changed."""
        await self._session.execute(delete(LookedOver).where(LookedOver.lead_id == lead_id))

    async def look_again_for(self, staff_id: bytes) -> None:
        """The member's units have changed."""
        await self._session.execute(delete(LookedOver).where(LookedOver.staff_id == staff_id))

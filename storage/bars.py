"""Members who do not see a lead although a unit of theirs holds it, and for whom this was looked at."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from storage.repository import Repository
from storage.tables.ledger import Bar, Grant, Lead, LookedOver


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
        seen = select(LookedOver.lead_id).where(LookedOver.lead_id == Grant.lead_id, LookedOver.staff_id == staff_id)
        held = select(Grant.lead_id).join(Lead, Lead.id == Grant.lead_id).where(Grant.unit_id.in_(units))
        statement = held.where(Lead.restricted, ~seen.exists())
        if after:
            statement = statement.where(Grant.lead_id > after)
        return list((await self._session.scalars(statement.distinct().order_by(Grant.lead_id).limit(limit))).all())

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

"""How far each member has read each lead."""

from sqlalchemy import and_, literal, or_, select, true

from storage.repository import Repository
from storage.tables.ledger import Grant, Lead, LeadRead, Membership


class Reads(Repository):
    """`work.reads`."""

    async def mark_unread(self, lead_id: bytes, except_for: bytes | None = None, unit_id: str | None = None) -> None:
        """Marks the lead unread for every joined member of the units that hold a grant, or of `unit_id` alone."""
        member = and_(Membership.unit_id == Grant.unit_id, Membership.state == "joined")
        readers = (
            select(Grant.lead_id, Membership.staff_id, literal(0), literal(0), true(), Grant.received_hour)
            .join(Membership, member)
            .where(Grant.lead_id == lead_id)
            .distinct()
        )
        if except_for is not None:
            readers = readers.where(Membership.staff_id != except_for)
        if unit_id is not None:
            readers = readers.where(Grant.unit_id == unit_id)
        insert = self._insert(LeadRead).from_select(
            ["lead_id", "staff_id", "version", "messages", "unread", "received_hour"], readers
        )
        await self._session.execute(
            insert.on_conflict_do_update(index_elements=["lead_id", "staff_id"], set_={"unread": True})
        )

    async def mark_read(self, lead_id: bytes, staff_id: bytes, version: int, messages: int) -> None:
        """Says that the member has seen the lead at this version with so many messages.

        What came while they were reading stays unread: the mark falls only if nothing is newer than what was seen.
        """
        newer = or_(Lead.version > version, Lead.messages > messages)
        seen = select(
            Lead.id, literal(staff_id, LeadRead.staff_id.type), literal(version), literal(messages), newer,
            Lead.received_hour,
        ).where(Lead.id == lead_id)  # fmt: skip
        insert = self._insert(LeadRead).from_select(
            ["lead_id", "staff_id", "version", "messages", "unread", "received_hour"], seen
        )
        kept = ("version", "messages", "unread")
        await self._session.execute(
            insert.on_conflict_do_update(
                index_elements=["lead_id", "staff_id"], set_={name: insert.excluded[name] for name in kept}
            )
        )

    async def last_read(self, lead_id: bytes, staff_id: bytes) -> LeadRead | None:
        """How far the member had read, so that the page can show what is new."""
        return await self._session.get(LeadRead, (lead_id, staff_id))

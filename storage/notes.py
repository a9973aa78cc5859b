"""What staff write about a lead, and its history."""

from collections.abc import Collection

from sqlalchemy import select

from storage.repository import Repository
from storage.tables.ledger import LeadEvent, Note


class Notes(Repository):
    """`work.notes`. Rights are the caller's to check (`work.leads.visible`)."""

    async def add(self, note: Note) -> None:
        """Keeps a sealed note."""
        await self._add(note)

    async def of_lead(self, lead_id: bytes) -> list[Note]:
        """All notes, oldest first."""
        statement = select(Note).where(Note.lead_id == lead_id).order_by(Note.at, Note.id)
        return list((await self._session.scalars(statement)).all())

    async def many(self, note_ids: Collection[bytes]) -> dict[bytes, Note]:
        """Notes by id; unknown ids are missing."""
        found = await self._session.scalars(select(Note).where(Note.id.in_(note_ids)))
        return {note.id: note for note in found.all()}

    async def history(self, lead_id: bytes) -> list[LeadEvent]:
        """All steps, oldest first. They are written by `work.leads.change`."""
        statement = select(LeadEvent).where(LeadEvent.lead_id == lead_id).order_by(LeadEvent.version)
        return list((await self._session.scalars(statement)).all())

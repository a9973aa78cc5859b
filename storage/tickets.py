"""Tickets for reports by phone, letter or visit: each begins one report."""

from datetime import datetime

from sqlalchemy import delete, select, update

from storage.errors import AlreadyDone
from storage.repository import Repository
from storage.tables.ledger import Ticket


class Tickets(Repository):
    """`work.tickets`."""

    async def add(self, ticket: Ticket) -> None:
        """Keeps a new ticket. Raises AlreadyDone where its digits are in use: make others."""
        await self._add_once(ticket, "these digits are in use")

    async def redeem(self, code_mac: bytes, lead_id: bytes, now: datetime) -> Ticket:
        """Uses the ticket for the lead, which must be stored; of many at once exactly one gets it.

        Raises AlreadyDone where the ticket is unknown, used or has ended: the three are not told apart.
        """
        unused = update(Ticket).where(Ticket.code_mac == code_mac, Ticket.used_at.is_(None), Ticket.expires_at > now)
        statement = unused.values(used_at=now, lead_id=lead_id).returning(Ticket)
        found = (await self._session.scalars(statement.execution_options(populate_existing=True))).first()
        if found is None:
            raise AlreadyDone("no such ticket is open")
        return found

    async def get(self, code_mac: bytes) -> Ticket | None:
        """The ticket, used or not."""
        return await self._session.get(Ticket, code_mac)

    async def of_staff(self, staff_id: bytes, since: datetime, limit: int = 20) -> list[Ticket]:
        """Tickets that the member has made since, newest first."""
        theirs = select(Ticket).where(Ticket.staff_id == staff_id, Ticket.created_at >= since)
        return list((await self._session.scalars(theirs.order_by(Ticket.created_at.desc()).limit(limit))).all())

    async def prune(self, expired_before: datetime) -> int:
        """Erases tickets that ended unused before."""
        ended = delete(Ticket).where(Ticket.expires_at < expired_before, Ticket.used_at.is_(None))
        return await self._changed(ended)

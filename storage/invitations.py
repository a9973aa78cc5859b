"""One-time links: made, used once, withdrawn."""

from datetime import datetime

from sqlalchemy import delete, select, update

from storage.errors import AlreadyDone
from storage.repository import Repository
from storage.tables.ledger import Invitation


class Invitations(Repository):
    """`work.invitations`."""

    async def add(self, invitation: Invitation) -> None:
        """Keeps a new invitation."""
        await self._add(invitation)

    async def find(self, token_hash: bytes, now: datetime) -> Invitation | None:
        """The invitation if it can still be used; used, ended and unknown ones are None alike."""
        statement = select(Invitation).where(
            Invitation.token_hash == token_hash, Invitation.used_at.is_(None), Invitation.expires_at > now
        )
        return (await self._session.scalars(statement)).first()

    async def use(self, token_hash: bytes, now: datetime) -> Invitation:
        """Uses the invitation; of many at once exactly one gets it. Raises AlreadyDone for every other."""
        unused = update(Invitation).where(
            Invitation.token_hash == token_hash, Invitation.used_at.is_(None), Invitation.expires_at > now
        )
        statement = unused.values(used_at=now).returning(Invitation).execution_options(populate_existing=True)
        found = (await self._session.scalars(statement)).first()
        if found is None:
            raise AlreadyDone("this link was used or has ended")
        return found

    async def open(self, now: datetime) -> list[Invitation]:
        """Invitations that can still be used, the next to end first."""
        statement = select(Invitation).where(Invitation.used_at.is_(None), Invitation.expires_at > now)
        return list((await self._session.scalars(statement.order_by(Invitation.expires_at))).all())

    async def withdraw(self, token_hash: bytes) -> bool:
        """Erases an unused invitation; says whether there was one."""
        unused = delete(Invitation).where(Invitation.token_hash == token_hash, Invitation.used_at.is_(None))
        return await self._changed(unused) == 1

"""Signed-in browsers, known devices, and waiting times after failed sign-ins."""

from datetime import datetime

from sqlalchemy import Update, delete, select, update

from storage.repository import Repository
from storage.tables.ledger import Device, SigninDelay, StaffSession


class Sessions(Repository):
    """`work.sessions`. How long a session may idle or live is the caller's to decide."""

    async def open(self, session: StaffSession) -> None:
        """Keeps a new session."""
        await self._add(session)

    async def get(self, id_hash: bytes) -> StaffSession | None:
        """The session, None where it is unknown or has ended."""
        statement = select(StaffSession).where(StaffSession.id_hash == id_hash, StaffSession.ended_at.is_(None))
        return (await self._session.scalars(statement)).first()

    async def touch(self, id_hash: bytes, seen_at: datetime) -> None:
        """Says that the session was used."""
        await self._session.execute(_session(id_hash).values(seen_at=seen_at))

    async def rewrap(self, id_hash: bytes, wrapped_seed: bytes | None) -> None:
        """Keeps the seed under another wrapping: the daily key changes at midnight."""
        await self._session.execute(_session(id_hash).values(wrapped_seed=wrapped_seed))

    async def end(self, id_hash: bytes, at: datetime) -> bool:
        """Ends the session and erases its wrapped seed; says whether it was open."""
        return await self._changed(_session(id_hash).values(ended_at=at, wrapped_seed=None)) == 1

    async def end_all(self, staff_id: bytes, at: datetime, keep: bytes | None = None) -> int:
        """Ends all sessions of a member, but the one whose id hash is `keep`; returns how many."""
        theirs = update(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None))
        if keep is not None:
            theirs = theirs.where(StaffSession.id_hash != keep)
        return await self._changed(theirs.values(ended_at=at, wrapped_seed=None))

    async def of_staff(self, staff_id: bytes) -> list[StaffSession]:
        """A member's open sessions, the last used first."""
        theirs = select(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None))
        return list((await self._session.scalars(theirs.order_by(StaffSession.seen_at.desc()))).all())

    async def prune(self, seen_before: datetime) -> int:
        """Erases sessions, open or ended, that were last used before."""
        return await self._changed(delete(StaffSession).where(StaffSession.seen_at < seen_before))


class Devices(Repository):
    """`work.devices`."""

    async def remember(self, cookie_hash: bytes, staff_id: bytes, at: datetime) -> None:
        """Says that this browser has signed in as the member."""
        await self._add(Device(cookie_hash=cookie_hash, staff_id=staff_id, created_at=at))

    async def knows(self, cookie_hash: bytes, staff_id: bytes) -> bool:
        """Whether this browser has signed in as this member before."""
        found = await self._session.get(Device, cookie_hash)
        return found is not None and found.staff_id == staff_id

    async def forget(self, staff_id: bytes) -> int:
        """Forgets all browsers of a member."""
        return await self._changed(delete(Device).where(Device.staff_id == staff_id))

    async def prune(self, created_before: datetime) -> int:
        """Forgets browsers remembered before."""
        return await self._changed(delete(Device).where(Device.created_at < created_before))


class Delays(Repository):
    """`work.delays`. The rule (how long after how many) is the caller's; keys are HMACs made by the caller."""

    async def set(self, key: bytes, failures: int, next_at: datetime) -> None:
        """Keeps the count and when the next try is taken."""
        insert = self._insert(SigninDelay).values(key=key, failures=failures, next_at=next_at)
        newest = {"failures": failures, "next_at": next_at}
        await self._session.execute(insert.on_conflict_do_update(index_elements=["key"], set_=newest))

    async def lock(self, key: bytes, now: datetime) -> SigninDelay:
        """The budget, made with 0 failures where there is none.

        It is held until the unit of work ends, so that simultaneous tries count one after the other.
        """
        insert = self._insert(SigninDelay).values(key=key, failures=0, next_at=now)
        await self._session.execute(insert.on_conflict_do_nothing())
        statement = select(SigninDelay).where(SigninDelay.key == key).with_for_update()
        return (await self._session.scalars(statement.execution_options(populate_existing=True))).one()

    async def clear(self, key: bytes) -> None:
        """Forgets failures after a success."""
        await self._session.execute(delete(SigninDelay).where(SigninDelay.key == key))

    async def prune(self, next_before: datetime) -> int:
        """Forgets budgets whose waiting time passed before."""
        return await self._changed(delete(SigninDelay).where(SigninDelay.next_at < next_before))


def _session(id_hash: bytes) -> Update:
    return update(StaffSession).where(StaffSession.id_hash == id_hash, StaffSession.ended_at.is_(None))

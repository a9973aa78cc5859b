"""Requests for an identity. What they say is signed; these rows only keep it and say how far it has come."""

from datetime import datetime

from sqlalchemy import delete, func, select, update

from storage.errors import NotFound, StaleVersion
from storage.repository import Repository
from storage.tables.ledger import IdentityRequest, IdentityShare

OPEN = ("waiting", "approved")


class IdentityRequests(Repository):
    """`work.identity_requests`. Rights are the caller's to check; nothing here opens anything."""

    async def add(self, request: IdentityRequest) -> None:
        """Keeps a new request."""
        await self._add(request)

    async def get(self, request_id: bytes) -> IdentityRequest:
        """One request. Raises NotFound."""
        found = await self._session.get(IdentityRequest, request_id)
        if found is None:
            raise NotFound("no such request")
        return found

    async def of_lead(self, lead_id: bytes) -> list[IdentityRequest]:
        """All requests about a lead, newest first."""
        mine = select(IdentityRequest).where(IdentityRequest.lead_id == lead_id)
        return list((await self._session.scalars(mine.order_by(IdentityRequest.asked_at.desc()))).all())

    async def waiting(self, now: datetime) -> list[IdentityRequest]:
        """What custody has to decide or to call about, the one that ends first at the top."""
        due = select(IdentityRequest).where(IdentityRequest.state == "waiting", IdentityRequest.expires_at > now)
        return list((await self._session.scalars(due.order_by(IdentityRequest.expires_at))).all())

    async def count_waiting(self, now: datetime, custodian: bytes) -> int:
        """How many wait for this custodian: all reveals, and the call-backs that are theirs."""
        due = select(func.count()).where(
            IdentityRequest.state == "waiting",
            IdentityRequest.expires_at > now,
            (IdentityRequest.custodian_id.is_(None)) | (IdentityRequest.custodian_id == custodian),
        )
        return (await self._session.scalars(due)).one()

    async def decided(self, limit: int = 50) -> list[IdentityRequest]:
        """What is over or approved, the newest first."""
        over = select(IdentityRequest).where(IdentityRequest.state != "waiting")
        return list((await self._session.scalars(over.order_by(IdentityRequest.asked_at.desc()).limit(limit))).all())

    async def has_open(self, lead_id: bytes, way: str, now: datetime) -> bool:
        """Whether such a request about this lead is under way."""
        mine = select(IdentityRequest.id).where(
            IdentityRequest.lead_id == lead_id,
            IdentityRequest.way == way,
            IdentityRequest.state.in_(OPEN),
            IdentityRequest.expires_at > now,
        )
        return (await self._session.scalars(mine.limit(1))).first() is not None

    async def move(self, request_id: bytes, before: str, after: str, **values: object) -> None:
        """From one state to the next, once. Raises StaleVersion where somebody else was faster."""
        mine = update(IdentityRequest).where(IdentityRequest.id == request_id, IdentityRequest.state == before)
        if await self._changed(mine.values(state=after, **values)) != 1:
            raise StaleVersion(0, 1, (after,))

    async def count_try(self, request_id: bytes) -> None:
        """One more call that reached nobody."""
        mine = update(IdentityRequest).where(IdentityRequest.id == request_id)
        await self._session.execute(mine.values(tries=IdentityRequest.tries + 1))

    async def keep_share(self, request_id: bytes, sealed: bytes, expires_at: datetime) -> None:
        """Keeps the half that was sealed for one person."""
        await self._add(IdentityShare(request_id=request_id, sealed=sealed, expires_at=expires_at))

    async def share(self, request_id: bytes) -> bytes | None:
        """That half, None once it is erased."""
        found = await self._session.get(IdentityShare, request_id)
        return found.sealed if found else None

    async def erase_share(self, request_id: bytes) -> bool:
        """Erases it; says whether it was there. On SQLite call `database.truncate_wal` afterwards."""
        return await self._changed(delete(IdentityShare).where(IdentityShare.request_id == request_id)) == 1

    async def end_expired(self, now: datetime) -> int:
        """Ends what has run out and erases its halves; returns how many. On SQLite truncate the WAL afterwards."""
        over = update(IdentityRequest).where(IdentityRequest.state.in_(OPEN), IdentityRequest.expires_at <= now)
        await self._session.execute(over.values(state="ended"))
        return await self._changed(delete(IdentityShare).where(IdentityShare.expires_at <= now))

"""Requests to open an identity, call-backs, and the shares re-sealed for them. Nothing here is believed by its row."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update

from storage.errors import AlreadyDone, NotFound
from storage.repository import Repository
from storage.tables.ledger import CallBackRow, IdentityRequest, ResealedShare


class IdentityRequests(Repository):
    """`work.identity_requests`."""

    async def add(self, request: IdentityRequest) -> None:
        """Keeps a new request."""
        await self._add(request)

    async def get(self, request_id: bytes) -> IdentityRequest:
        """One request. Raises NotFound."""
        found = await self._session.get(IdentityRequest, request_id, populate_existing=True)
        if found is None:
            raise NotFound("no such request")
        return found

    async def of_lead(self, lead_id: bytes) -> list[IdentityRequest]:
        """All requests for a lead, newest first. Rights are the caller's to check."""
        theirs = select(IdentityRequest).where(IdentityRequest.lead_id == lead_id)
        return list((await self._session.scalars(theirs.order_by(IdentityRequest.requested_at.desc()))).all())

    async def in_states(
        self, states: Sequence[str], requester: bytes | None = None, limit: int = 100
    ) -> list[IdentityRequest]:
        """Requests in these states, newest first, of one requester or of all."""
        wanted = select(IdentityRequest).where(IdentityRequest.state.in_(states))
        if requester is not None:
            wanted = wanted.where(IdentityRequest.requester_id == requester)
        ordered = wanted.order_by(IdentityRequest.requested_at.desc(), IdentityRequest.id).limit(limit)
        return list((await self._session.scalars(ordered)).all())

    async def count_open_at(self, custody_epoch: int) -> int:
        """How many requests still to be decided have reasons sealed to exactly this epoch of custody."""
        older = (IdentityRequest.custody_epoch == custody_epoch) & IdentityRequest.state.in_(("waiting", "approved"))
        return (await self._session.scalars(select(func.count()).select_from(IdentityRequest).where(older))).one()

    async def count_waiting(self, now: datetime) -> int:
        """How many requests wait for a custodian."""
        return await self._count(IdentityRequest.state == "waiting", now)

    async def count_approved(self, requester: bytes, now: datetime) -> int:
        """How many approved requests of one member wait to be revealed."""
        mine = (IdentityRequest.requester_id == requester) & (IdentityRequest.state == "approved")
        return await self._count(mine, now)

    async def move(self, request_id: bytes, before: str, after: str, now: datetime, **values: object) -> None:
        """From one state to another, once: of many at one instant one succeeds.

        Raises AlreadyDone where it is in another state by now, or lapsed by `now`.
        """
        mine = update(IdentityRequest).where(
            IdentityRequest.id == request_id, IdentityRequest.state == before, IdentityRequest.until > now
        )
        if await self._changed(mine.values(state=after, **values)) != 1:
            raise AlreadyDone("this request was decided, used or over before")

    async def end_of(self, staff_id: bytes, now: datetime) -> dict[bytes, bytes]:
        """Ends what a member has open, and what they approved that was not revealed yet; lead ids by request."""
        open_ = IdentityRequest.state.in_(("waiting", "approved"))
        theirs = (IdentityRequest.requester_id == staff_id) & open_
        approved = (IdentityRequest.decided_by == staff_id) & (IdentityRequest.state == "approved")
        ended = update(IdentityRequest).where(theirs | approved).values(state="expired", until=now)
        rows = await self._session.execute(ended.returning(IdentityRequest.id, IdentityRequest.lead_id))
        return {row.id: row.lead_id for row in rows.all()}

    async def lapse(self, now: datetime) -> int:
        """Marks what nobody decided or revealed in time; returns how many."""
        open_ = IdentityRequest.state.in_(("waiting", "approved"))
        late = update(IdentityRequest).where(open_, IdentityRequest.until <= now)
        return await self._changed(late.values(state="expired"))

    async def end_of_lead(self, lead_id: bytes) -> int:
        """Marks what was still open for a lead, because nothing is left to open; returns how many."""
        open_ = IdentityRequest.state.in_(("waiting", "approved"))
        theirs = update(IdentityRequest).where(IdentityRequest.lead_id == lead_id, open_)
        return await self._changed(theirs.values(state="expired"))

    async def _count(self, which: ColumnElement[bool], now: datetime) -> int:
        counted = select(func.count()).select_from(IdentityRequest).where(which, IdentityRequest.until > now)
        return (await self._session.scalars(counted)).one()


class CallBacks(Repository):
    """`work.call_backs`."""

    async def add(self, call: CallBackRow) -> None:
        """Keeps a new call-back."""
        await self._add(call)

    async def get(self, call_id: bytes) -> CallBackRow:
        """One call-back. Raises NotFound."""
        found = await self._session.get(CallBackRow, call_id, populate_existing=True)
        if found is None:
            raise NotFound("no such call-back")
        return found

    async def of_lead(self, lead_id: bytes) -> list[CallBackRow]:
        """All call-backs of a lead, newest first. Rights are the caller's to check."""
        theirs = select(CallBackRow).where(CallBackRow.lead_id == lead_id)
        return list((await self._session.scalars(theirs.order_by(CallBackRow.requested_at.desc()))).all())

    async def of_custodian(self, custodian: bytes, limit: int = 100) -> list[CallBackRow]:
        """What one custodian was asked, newest first."""
        theirs = select(CallBackRow).where(CallBackRow.custodian_id == custodian)
        ordered = theirs.order_by(CallBackRow.requested_at.desc(), CallBackRow.id).limit(limit)
        return list((await self._session.scalars(ordered)).all())

    async def count_waiting(self, custodian: bytes, now: datetime) -> int:
        """How many calls wait for one custodian."""
        mine = (CallBackRow.custodian_id == custodian) & (CallBackRow.state == "waiting") & (CallBackRow.until > now)
        return (await self._session.scalars(select(func.count()).select_from(CallBackRow).where(mine))).one()

    async def finish(self, call_id: bytes, state: str, now: datetime, **values: object) -> None:
        """Records the end of a call, once. Raises AlreadyDone where it is over."""
        mine = update(CallBackRow).where(
            CallBackRow.id == call_id, CallBackRow.state == "waiting", CallBackRow.until > now
        )
        if await self._changed(mine.values(state=state, done_at=now, **values)) != 1:
            raise AlreadyDone("this call-back was recorded or over before")

    async def count_try(self, call_id: bytes, now: datetime) -> None:
        """One more call that reached nobody. Raises AlreadyDone where the call-back is over."""
        mine = update(CallBackRow).where(
            CallBackRow.id == call_id, CallBackRow.state == "waiting", CallBackRow.until > now
        )
        if await self._changed(mine.values(tries=CallBackRow.tries + 1)) != 1:
            raise AlreadyDone("this call-back was recorded or over before")

    async def end_of_lead(self, lead_id: bytes) -> int:
        """Marks calls that still wait for a lead, because nobody is left to call; returns how many."""
        theirs = update(CallBackRow).where(CallBackRow.lead_id == lead_id, CallBackRow.state == "waiting")
        return await self._changed(theirs.values(state="expired"))
    async def end_of(self, staff_id: bytes, now: datetime) -> dict[bytes, bytes]:
        """Ends what a member has asked for or was asked to call; lead ids by call-back."""
        theirs = (CallBackRow.requester_id == staff_id) | (CallBackRow.custodian_id == staff_id)
        ended = update(CallBackRow).where(theirs, CallBackRow.state == "waiting").values(state="expired", until=now)
        rows = await self._session.execute(ended.returning(CallBackRow.id, CallBackRow.lead_id))
        return {row.id: row.lead_id for row in rows.all()}

    async def lapse(self, now: datetime) -> int:
        """Marks what nobody called in time; returns how many."""
        late = update(CallBackRow).where(CallBackRow.state == "waiting", CallBackRow.until <= now)
        return await self._changed(late.values(state="expired"))


class ResealedShares(Repository):
    """`work.resealed_shares`. After erasing, on SQLite, call `database.truncate_wal`."""

    async def put(self, share_id: bytes, lead_id: bytes, until: datetime, sealed: bytes) -> None:
        """Keeps a share for the request or call-back of this id."""
        await self._add(ResealedShare(id=share_id, lead_id=lead_id, until=until, sealed=sealed))

    async def get(self, share_id: bytes) -> bytes | None:
        """The share, None where it was erased or never came back from a backup."""
        return (await self._session.scalars(select(ResealedShare.sealed).where(ResealedShare.id == share_id))).first()

    async def erase(self, share_id: bytes) -> None:
        """It was used."""
        await self._session.execute(delete(ResealedShare).where(ResealedShare.id == share_id))

    async def erase_ended(self, now: datetime) -> int:
        """Erases all whose time is over; returns how many."""
        return await self._changed(delete(ResealedShare).where(ResealedShare.until <= now))

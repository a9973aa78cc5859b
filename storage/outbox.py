"""Sealed leads and follow-ups on their way: stored before anything is confirmed, claimed by one worker at a time.

A claim is a lease: it moves the row's next try into the future, so that a worker that dies loses nothing and another
takes the row when the lease has passed. On PostgreSQL claims of several processes skip each other's rows; SQLite has
one writer at a time.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, and_, delete, exists, func, select, update
from sqlalchemy.orm import aliased

from kit.clock import hour_of
from storage.errors import StorageError
from storage.repository import Repository
from storage.tables.bot import OutboxLead, OutboxMessage

TRIES = 50


class Outbox(Repository):
    """`work.outbox`."""

    async def add_lead(
        self, lead_id: bytes, lookup_id: bytes, envelope: bytes, policy_version: int, hour: datetime, next_at: datetime
    ) -> bool:
        """Keeps a sealed lead, due at `next_at`. False where this lead id is kept already: a second click."""
        insert = self._insert(OutboxLead).values(
            lead_id=lead_id,
            lookup_id=lookup_id,
            envelope=envelope,
            policy_version=policy_version,
            created_hour=hour,
            next_at=next_at,
        )
        once = insert.on_conflict_do_nothing(index_elements=["lead_id"]).returning(OutboxLead.lead_id)
        return (await self._session.execute(once)).first() is not None

    async def add_message(
        self, message_id: bytes, lead_id: bytes, lookup_id: bytes, body: bytes, hour: datetime, next_at: datetime
    ) -> bool:
        """Queues a follow-up behind the lead and behind earlier follow-ups. False where this id is queued already."""
        last = select(func.coalesce(func.max(OutboxMessage.position), 0)).where(OutboxMessage.lead_id == lead_id)
        insert = self._insert(OutboxMessage).values(
            message_id=message_id,
            lead_id=lead_id,
            position=last.scalar_subquery() + 1,
            lookup_id=lookup_id,
            body=body,
            created_hour=hour,
            next_at=next_at,
        )
        once = insert.on_conflict_do_nothing().returning(OutboxMessage.message_id)
        for _ in range(TRIES):
            if (await self._session.execute(once)).first() is not None:
                return True
            if await self._session.get(OutboxMessage, message_id) is not None:
                return False
        raise StorageError("no place in the outbox was found for this follow-up")

    async def envelope_by_lookup(self, lookup_id: bytes) -> OutboxLead | None:
        """The sealed lead of a receipt, also for 14 days after its delivery."""
        statement = select(OutboxLead).where(OutboxLead.lookup_id == lookup_id)
        return (await self._session.scalars(statement)).first()

    async def waiting_messages(self, lookup_id: bytes) -> list[bytes]:
        """Bodies of follow-ups of a receipt that have not arrived yet, in order."""
        statement = select(OutboxMessage.body).where(OutboxMessage.lookup_id == lookup_id, _waits(OutboxMessage))
        return list((await self._session.scalars(statement.order_by(OutboxMessage.position))).all())

    async def claim_leads(self, now: datetime, lease: timedelta, limit: int) -> list[OutboxLead]:
        """Due leads, oldest first, nobody else's until the lease passes. `attempts` counts this claim."""
        due = select(OutboxLead.lead_id).where(_waits(OutboxLead), OutboxLead.next_at <= now)
        due = due.order_by(OutboxLead.next_at).limit(limit).with_for_update(skip_locked=True)
        claim = update(OutboxLead).where(OutboxLead.lead_id.in_(due))
        claim = claim.values(next_at=now + lease, attempts=OutboxLead.attempts + 1)
        statement = claim.returning(OutboxLead).execution_options(synchronize_session=False, populate_existing=True)
        return list((await self._session.scalars(statement)).all())

    async def claim_messages(self, now: datetime, lease: timedelta, limit: int) -> list[OutboxMessage]:
        """Due follow-ups whose lead has arrived, and of each lead only the first that waits: order is kept."""
        earlier = aliased(OutboxMessage)
        behind_lead = exists().where(OutboxLead.lead_id == OutboxMessage.lead_id, _waits(OutboxLead))
        behind_message = exists().where(
            earlier.lead_id == OutboxMessage.lead_id, earlier.position < OutboxMessage.position, _waits(earlier)
        )
        due = select(OutboxMessage.message_id).where(_waits(OutboxMessage), OutboxMessage.next_at <= now)
        due = due.where(~behind_lead, ~behind_message).order_by(OutboxMessage.next_at).limit(limit)
        due = due.with_for_update(skip_locked=True, of=OutboxMessage)
        claim = update(OutboxMessage).where(OutboxMessage.message_id.in_(due))
        claim = claim.values(next_at=now + lease, attempts=OutboxMessage.attempts + 1)
        statement = claim.returning(OutboxMessage).execution_options(synchronize_session=False, populate_existing=True)
        return list((await self._session.scalars(statement)).all())

    async def lead_delivered(self, lead_id: bytes, hour: datetime) -> None:
        """The admin host has committed it."""
        await self._session.execute(_lead(lead_id).values(delivered_at=hour))

    async def lead_refused(self, lead_id: bytes, reason: str) -> None:
        """The admin host will never take it; the row stays for the operator. `reason` holds no content."""
        await self._session.execute(_lead(lead_id).values(refused=reason))

    async def retry_lead(self, lead_id: bytes, next_at: datetime) -> None:
        """Not now: due again at `next_at`."""
        await self._session.execute(_lead(lead_id).values(next_at=next_at))

    async def message_delivered(self, message_id: bytes, hour: datetime) -> None:
        """The admin host has committed it."""
        await self._session.execute(_message(message_id).values(delivered_at=hour))

    async def message_refused(self, message_id: bytes, reason: str) -> None:
        """The admin host will never take it; it no longer holds up what follows."""
        await self._session.execute(_message(message_id).values(refused=reason))

    async def retry_message(self, message_id: bytes, next_at: datetime) -> None:
        """Not now: due again at `next_at`; later follow-ups of the lead wait with it."""
        await self._session.execute(_message(message_id).values(next_at=next_at))

    async def waiting(self) -> int:
        """How many leads and follow-ups have not arrived."""
        leads = select(func.count()).select_from(OutboxLead).where(_waits(OutboxLead))
        messages = select(func.count()).select_from(OutboxMessage).where(_waits(OutboxMessage))
        return (await self._session.scalars(leads)).one() + (await self._session.scalars(messages)).one()

    async def refused(self) -> int:
        """How many leads and follow-ups the admin host will never take: something an operator must look at."""
        leads = select(func.count()).select_from(OutboxLead).where(OutboxLead.refused.is_not(None))
        messages = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.refused.is_not(None))
        return (await self._session.scalars(leads)).one() + (await self._session.scalars(messages)).one()

    async def oldest_policy_version(self) -> int | None:
        """The lowest policy version under which a lead that still waits was sealed; None where none waits."""
        oldest = select(func.min(OutboxLead.policy_version)).where(_waits(OutboxLead))
        return (await self._session.scalars(oldest)).one()

    async def deliver_all_again(self, now: datetime) -> int:
        """Makes everything kept due once more, for a ledger that was restored; it takes each lead once all the same."""
        leads = update(OutboxLead).where(OutboxLead.delivered_at.is_not(None))
        messages = update(OutboxMessage).where(OutboxMessage.delivered_at.is_not(None))
        again = {"delivered_at": None, "next_at": now}
        return await self._changed(leads.values(**again)) + await self._changed(messages.values(**again))

    async def prune(self, delivered_before: datetime) -> int:
        """Erases what arrived before that moment's hour; returns how many. On SQLite truncate the WAL afterwards."""
        hour = hour_of(delivered_before)
        leads = delete(OutboxLead).where(OutboxLead.delivered_at < hour)
        messages = delete(OutboxMessage).where(OutboxMessage.delivered_at < hour)
        return await self._changed(leads) + await self._changed(messages)


def _waits(table: type[OutboxLead] | type[OutboxMessage]) -> ColumnElement[bool]:
    return and_(table.delivered_at.is_(None), table.refused.is_(None))


def _lead(lead_id: bytes) -> Update:
    return update(OutboxLead).where(OutboxLead.lead_id == lead_id)


def _message(message_id: bytes) -> Update:
    return update(OutboxMessage).where(OutboxMessage.message_id == message_id)

"""The thread of a lead: found by its lookup id, appended in order of arrival."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from storage.destructions import Destructions
from storage.errors import NotFound, StorageError
from storage.lead_rows import without_sealed_parts
from storage.reads import Reads
from storage.repository import Repository
from storage.tables.ledger import (
    AccessEntry,
    Acknowledgement,
    Destruction,
    DestructionLine,
    Lead,
    LeadEvent,
    Reward,
    ThreadMessage,
)

NO_LEAD = bytes(16)
MOST_MESSAGES = 2**31 - 1
"""More than a thread ever holds."""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to append. `sender` is reporter, staff or machine; for reporters `at` is the full hour."""

    id: bytes
    lead_id: bytes
    sender: str
    kind: str
    at: datetime
    ciphertext: bytes | None = None
    signature: bytes | None = None
    verified: bool = False
    staff_id: bytes | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Appended:
    """`created` is False where the message had arrived before; `arrival` is then the first one's."""

    arrival: int
    created: bool


@dataclass(frozen=True, slots=True)
class FoundThread:
    """Everything a look-up may show. `lead` comes without content and identity; `acts` are its ledger entries.

    `lists` are those on which it stood to be destroyed, not believed yet.
    """

    lead: Lead
    messages: tuple[ThreadMessage, ...]
    state_since: datetime | None
    reward: Reward | None
    acknowledgement: Acknowledgement | None
    acts: tuple[AccessEntry, ...]
    lists: tuple[tuple[DestructionLine, Destruction], ...] = ()


class Thread(Repository):
    """`work.thread`."""

    async def look_up(self, lookup_id: bytes) -> FoundThread | None:
        """The thread of a receipt. A known and an unknown lookup id run the same statements in the same order."""
        statement = select(Lead).where(Lead.lookup_id == lookup_id).options(*without_sealed_parts())
        lead = (await self._session.scalars(statement)).first()
        lead_id = lead.id if lead else NO_LEAD
        messages = await self.messages(lead_id)
        moved = select(LeadEvent.at).where(LeadEvent.lead_id == lead_id, LeadEvent.from_state != LeadEvent.to_state)
        since = (await self._session.scalars(moved.order_by(LeadEvent.version.desc()).limit(1))).first()
        reward = (await self._session.scalars(select(Reward).where(Reward.lead_id == lead_id))).first()
        proof = select(Acknowledgement).where(Acknowledgement.lead_id == lead_id)
        acknowledgement = (await self._session.scalars(proof)).first()
        acts = select(AccessEntry).where(AccessEntry.lead_id == lead_id).order_by(AccessEntry.at, AccessEntry.id)
        entries = tuple((await self._session.scalars(acts)).all())
        lists = tuple(await Destructions(self._session).of_lead(lead_id))
        if lead is None:
            return None
        return FoundThread(lead, tuple(messages), since, reward, acknowledgement, entries, lists)

    async def lead_of(self, lookup_id: bytes) -> Lead:
        """The lead (without content and identity) that a follow-up belongs to. Raises NotFound."""
        statement = select(Lead).where(Lead.lookup_id == lookup_id).options(*without_sealed_parts())
        lead = (await self._session.scalars(statement)).first()
        if lead is None:
            raise NotFound("no such thread")
        return lead

    async def messages(self, lead_id: bytes, after: int = 0, limit: int = 500) -> list[ThreadMessage]:
        """Messages in order of arrival, from the one after `after`."""
        newer = select(ThreadMessage).where(ThreadMessage.lead_id == lead_id, ThreadMessage.arrival > after)
        return list((await self._session.scalars(newer.order_by(ThreadMessage.arrival).limit(limit))).all())

    async def append(self, message: NewMessage) -> Appended:
        """Appends once by message id; order is order of arrival, also when many write to one lead at once.

        Marks the lead unread for everybody but a writing member of staff. Raises NotFound for an unknown lead,
        StorageError when the id belongs to a message of another lead.
        """
        await self._lock(message.lead_id)
        known = await self._session.get(ThreadMessage, message.id)
        if known is not None:
            if known.lead_id != message.lead_id:
                raise StorageError("another lead has a message of this id")
            return Appended(known.arrival, created=False)
        arrival = await self._next_arrival(message)
        await self._add(_row(message, arrival))
        await Reads(self._session).mark_unread(message.lead_id, except_for=message.staff_id)
        return Appended(arrival, created=True)

    async def mark_seen_by_reporter(self, lead_id: bytes, hour: datetime) -> int:
        """Says that the reporter has been shown all messages of staff and machine; returns how many were new."""
        unseen = update(ThreadMessage).where(
            ThreadMessage.lead_id == lead_id,
            ThreadMessage.sender != "reporter",
            ThreadMessage.seen_by_reporter_at.is_(None),
        )
        return await self._changed(unseen.values(seen_by_reporter_at=hour))

    async def wipe_reporters_messages(self, lead_id: bytes, up_to: int = MOST_MESSAGES) -> int:
        """Erases what the reporter wrote; that something was written stays. On SQLite truncate the WAL afterwards.

        `up_to` is the last arrival that goes: what came later was read by nobody who decided on it.
        """
        theirs = update(ThreadMessage).where(
            ThreadMessage.lead_id == lead_id, ThreadMessage.sender == "reporter", ThreadMessage.arrival <= up_to,
            ThreadMessage.ciphertext.is_not(None),
        )  # fmt: skip
        return await self._changed(theirs.values(ciphertext=None, signature=None))

    async def _lock(self, lead_id: bytes) -> None:
        """Holds the lead's row, so that two appends take their arrival one after the other."""
        locked = select(Lead.id).where(Lead.id == lead_id).with_for_update()
        if (await self._session.scalars(locked)).first() is None:
            raise NotFound("no such thread")

    async def _next_arrival(self, message: NewMessage) -> int:
        counted: dict[str, object] = {"messages": Lead.messages + 1}
        if message.sender == "reporter":
            counted["last_reporter_hour"] = message.at
        statement = update(Lead).where(Lead.id == message.lead_id).values(**counted).returning(Lead.messages)
        return (await self._session.scalars(statement)).one()


def _row(message: NewMessage, arrival: int) -> ThreadMessage:
    return ThreadMessage(
        id=message.id,
        lead_id=message.lead_id,
        arrival=arrival,
        kind=message.kind,
        sender=message.sender,
        verified=message.verified,
        at=message.at,
        staff_id=message.staff_id,
        code=message.code,
        signature=message.signature,
        ciphertext=message.ciphertext,
    )

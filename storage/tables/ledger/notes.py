"""What the office writes about a lead: sealed notes, the history of moves, and who has read what."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Hour, Id, Moment


class Note(LedgerBase):
    """A sealed text of staff. `kind` is note, return_reason, proposal or finding."""

    __tablename__ = "notes"
    __table_args__ = (Index(None, "lead_id", "at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    staff_id: Mapped[Id]
    kind: Mapped[str]
    at: Mapped[Moment]
    ciphertext: Mapped[bytes]


class LeadEvent(LedgerBase):
    """One step of a lead's history. `version` is the lead's version that the step led to."""

    __tablename__ = "lead_events"
    __table_args__ = (Index(None, "lead_id", "version"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    version: Mapped[int]
    at: Mapped[Moment]
    kind: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    staff_id: Mapped[Id | None]
    unit_id: Mapped[str | None]
    note_id: Mapped[Id | None]


class LeadRead(LedgerBase):
    """How far one member has read one lead. `unread` is set for every member of a granted unit when something comes.

    Marking when something happens, instead of comparing versions when a list is shown, keeps the unread list an
    index scan for a member who has read all of 100,000 leads.
    """

    __tablename__ = "lead_reads"
    __table_args__ = (Index("ix_lead_reads_unread", "staff_id", "unread", "received_hour", "lead_id"),)

    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    messages: Mapped[int]
    unread: Mapped[bool]
    received_hour: Mapped[Hour]

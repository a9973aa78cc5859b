"""The two-way thread between a reporter and the office."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Id, Moment

KEEPS_WORDS = text("sender = 'reporter' AND ciphertext IS NOT NULL")
"""What a reporter wrote, and nobody has erased."""


class ThreadMessage(LedgerBase):
    """One message. `sender` is reporter, staff or machine; the machine's messages are a `code`, never free text.

    `arrival` counts from 1 within the lead. `at` is the hour where the reporter wrote, the moment otherwise.
    """

    __tablename__ = "thread_messages"
    __table_args__ = (
        Index(None, "lead_id", "arrival", unique=True),
        Index("ix_thread_messages_kept", "lead_id", sqlite_where=KEEPS_WORDS, postgresql_where=KEEPS_WORDS),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    arrival: Mapped[int]
    kind: Mapped[str]
    sender: Mapped[str]
    verified: Mapped[bool] = mapped_column(default=False)
    at: Mapped[Moment]
    staff_id: Mapped[Id | None]
    code: Mapped[str | None]
    seen_by_reporter_at: Mapped[Moment | None]
    signature: Mapped[bytes | None]
    ciphertext: Mapped[bytes | None]

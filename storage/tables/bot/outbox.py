"""Sealed leads and follow-ups on their way to the admin host, and for 14 days after."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.bot.base import BotBase
from storage.tables.types import Hash, Hour, Id, Moment

WAITING = text("delivered_at IS NULL AND refused IS NULL")


class OutboxLead(BotBase):
    """A sealed lead. `lead_id` is the idempotency key; `refused` is the reason the admin host gave, if it did."""

    __tablename__ = "outbox_leads"
    __table_args__ = (
        Index("ix_outbox_leads_waiting", "next_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index(None, "delivered_at"),
    )

    lead_id: Mapped[Id] = mapped_column(primary_key=True)
    lookup_id: Mapped[Hash] = mapped_column(unique=True)
    policy_version: Mapped[int]
    created_hour: Mapped[Hour]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[Moment]
    delivered_at: Mapped[Hour | None]
    refused: Mapped[str | None]
    envelope: Mapped[bytes]


class OutboxMessage(BotBase):
    """A signed, sealed follow-up. `position` counts within the lead, so that order is kept on the way."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        Index("ix_outbox_messages_waiting", "next_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index(None, "delivered_at"),
        Index(None, "lookup_id", "position"),
        Index(None, "lead_id", "position", unique=True),
    )

    message_id: Mapped[Id] = mapped_column(primary_key=True)
    lead_id: Mapped[Id]
    position: Mapped[int]
    lookup_id: Mapped[Hash]
    created_hour: Mapped[Hour]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[Moment]
    delivered_at: Mapped[Hour | None]
    refused: Mapped[str | None]
    body: Mapped[bytes]

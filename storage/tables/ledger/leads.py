"""Leads: sealed parts and the clear columns the work needs. A restricted lead leaves most of those empty."""

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Hash, Hour, Id

KEEPS_IDENTITY = text("identity IS NOT NULL")


class Lead(LedgerBase):
    """One lead. `version` grows with every change of a clear column, `messages` with every thread message.

    `state` is received, screening, out_of_scope, merged, assigned, returned, accepted, verifying, concluded,
    answered or closed; `source` is online, phone, letter or visit. The large sealed columns stand last, because
    SQLite reads a row from its start: a list never walks through the pages of a long report.
    """

    __tablename__ = "leads"
    __table_args__ = (
        Index(None, "state", "due_on"),
        Index(None, "closed_on", sqlite_where=KEEPS_IDENTITY, postgresql_where=KEEPS_IDENTITY),
        Index(None, "merged_into"),
        Index(None, "received_hour"),
        Index("ix_leads_restricted", "id", sqlite_where=text("restricted = 1"), postgresql_where=text("restricted")),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    lookup_id: Mapped[Hash] = mapped_column(unique=True)
    commitment: Mapped[Hash]
    policy_version: Mapped[int]
    received_hour: Mapped[Hour]
    source: Mapped[str] = mapped_column(default="online")
    taken_by: Mapped[Id | None]
    category: Mapped[str | None]
    area: Mapped[str | None]
    umbrella: Mapped[bool] = mapped_column(default=False)
    named: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="received")
    version: Mapped[int] = mapped_column(default=1)
    messages: Mapped[int] = mapped_column(default=0)
    unit_id: Mapped[str | None]
    handler_id: Mapped[Id | None]
    due_on: Mapped[date | None]
    conclusion: Mapped[str | None]
    level: Mapped[str | None]
    last_reporter_hour: Mapped[Hour | None]
    answered: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[date | None]
    merged_into: Mapped[Id | None] = mapped_column(ForeignKey("leads.id"))
    lead_public: Mapped[bytes]
    receipt_key: Mapped[Hash]
    card: Mapped[bytes]
    identity_share: Mapped[bytes | None]
    identity: Mapped[bytes | None]
    content: Mapped[bytes]

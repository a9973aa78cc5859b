"""Tickets by which an officer begins the citizen's dialog for a caller, a letter or a visitor."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Hash, Id, Moment


class Ticket(LedgerBase):
    """`code_mac` is a MAC of the twelve digits; `source` is phone, letter or visit."""

    __tablename__ = "tickets"
    __table_args__ = (Index(None, "expires_at"),)

    code_mac: Mapped[Hash] = mapped_column(primary_key=True)
    staff_id: Mapped[Id]
    source: Mapped[str]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]
    lead_id: Mapped[Id | None] = mapped_column(ForeignKey("leads.id", ondelete="SET NULL"))

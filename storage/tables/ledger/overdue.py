"""Which stages of an overdue lead have been recorded in the access ledger."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Id


class OverdueStage(LedgerBase):
    """One stage that one missed day of a lead has reached; a new deadline begins anew. Insert-only."""

    __tablename__ = "overdue_stages"

    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)

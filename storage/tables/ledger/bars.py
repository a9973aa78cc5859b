"""Who does not see a lead although a unit of theirs holds it."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Id, Moment


class Bar(LedgerBase):
    """For this member the lead does not exist.

    They have a relation with the case, or belong to a unit that must not see it; which of the two is said nowhere in
    clear. The key is all that a list asks of this table, so that its index is enough.
    """

    __tablename__ = "bars"

    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[Moment]


class LookedOver(LedgerBase):
    """A restricted lead was opened in a session of this member, who has several units, to see who is excluded."""

    __tablename__ = "looked_over"
    __table_args__ = (Index(None, "staff_id"),)

    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)

"""Who is to take over from somebody who was disabled, as proposed by who disabled them."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Id


class Successor(LedgerBase):
    """One proposal a unit. No lead is assigned by it: the unit's own members do that, in their sessions."""

    __tablename__ = "successors"

    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    successor_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))

"""Who may open a lead. A lead without a grant to one's unit does not exist for one."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Hour, Id

NO_DUE_DAY = date(9999, 12, 31)


class Grant(LedgerBase):
    """The lead's seed sealed to one unit's epoch, with copies of the lead's queue columns.

    The copies let a unit's queue be read from one index in any offered order, however few of all leads it holds.
    Only `storage.leads` and `storage.grants` write them, in the transaction that changes the lead.
    `due_key` is the due day, or NO_DUE_DAY, so that leads without one come last.
    `unit_id` is no foreign key: a restored ledger takes an envelope even for a unit that it does not know yet.
    """

    __tablename__ = "grants"
    __table_args__ = (
        Index("ix_grants_newest", "unit_id", "received_hour", "lead_id"),
        Index("ix_grants_due", "unit_id", "due_key", "lead_id"),
        Index("ix_grants_state_newest", "unit_id", "state", "received_hour", "lead_id"),
        Index("ix_grants_state_due", "unit_id", "state", "due_key", "lead_id"),
        Index("ix_grants_category_newest", "unit_id", "category", "received_hour", "lead_id"),
        Index("ix_grants_category_due", "unit_id", "category", "due_key", "lead_id"),
        Index("ix_grants_area_newest", "unit_id", "area", "received_hour", "lead_id"),
        Index("ix_grants_area_due", "unit_id", "area", "due_key", "lead_id"),
        Index("ix_grants_owner_newest", "unit_id", "owner_id", "received_hour", "lead_id"),
        Index("ix_grants_owner_due", "unit_id", "owner_id", "due_key", "lead_id"),
        Index("ix_grants_handler_newest", "unit_id", "handler_id", "received_hour", "lead_id"),
        Index("ix_grants_handler_due", "unit_id", "handler_id", "due_key", "lead_id"),
        Index("ix_grants_epoch", "unit_id", "epoch", "lead_id"),
    )

    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int]
    state: Mapped[str]
    received_hour: Mapped[Hour]
    due_key: Mapped[date]
    category: Mapped[str | None]
    area: Mapped[str | None]
    owner_id: Mapped[str | None]
    handler_id: Mapped[Id | None]
    granted_by: Mapped[Id | None]
    sealed: Mapped[bytes]


class CustodyShare(LedgerBase):
    """The second half of an identity's key, sealed to one epoch of the custody unit."""

    __tablename__ = "custody_shares"
    __table_args__ = (Index(None, "unit_id", "epoch", "lead_id"),)

    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[str]
    epoch: Mapped[int]
    sealed: Mapped[bytes]

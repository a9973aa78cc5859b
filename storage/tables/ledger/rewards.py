"""Rewards, decided by two different people."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Id, Moment


class Reward(LedgerBase):
    """`amount_fen` is in fen (1/100 yuan); `state` is proposed, approved, refused or paid."""

    __tablename__ = "rewards"
    __table_args__ = (
        CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="two_people"),
        CheckConstraint("amount_fen > 0", name="amount"),
        Index(None, "state", "proposed_at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), unique=True)
    amount_fen: Mapped[int]
    proposed_by: Mapped[Id]
    approved_by: Mapped[Id | None]
    state: Mapped[str] = mapped_column(default="proposed")
    version: Mapped[int] = mapped_column(default=1)
    proposed_at: Mapped[Moment]
    decided_at: Mapped[Moment | None]

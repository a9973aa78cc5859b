"""What makes a unit's opened leads searchable: index keys, search texts, blind tags. All of it sealed or keyed.

A text or tag hangs on the grant of its unit: where the grant goes, as in a hand-over, both go in the same statement.
"""

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Hash, Id


class IndexKey(LedgerBase):
    """The index key that a unit made in `epoch`, sealed to and signed by its epoch `sealed_to`."""

    __tablename__ = "index_keys"
    __table_args__ = (ForeignKeyConstraint(["unit_id", "epoch"], ["unit_keys.unit_id", "unit_keys.epoch"]),)

    unit_id: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed_to: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[bytes]


class SearchText(LedgerBase):
    """A lead's search text under the index key that its unit made in `epoch`."""

    __tablename__ = "search_texts"
    __table_args__ = (
        ForeignKeyConstraint(["lead_id", "unit_id"], ["grants.lead_id", "grants.unit_id"], ondelete="CASCADE"),
    )

    unit_id: Mapped[str] = mapped_column(primary_key=True)
    lead_id: Mapped[Id] = mapped_column(primary_key=True)
    epoch: Mapped[int]
    sealed: Mapped[bytes]


class LeadTag(LedgerBase):
    """One blind tag of a lead. Of what kind it is stands nowhere: whoever opens the lead makes the tag again."""

    __tablename__ = "lead_tags"
    __table_args__ = (
        ForeignKeyConstraint(["lead_id", "unit_id"], ["grants.lead_id", "grants.unit_id"], ondelete="CASCADE"),
        Index(None, "lead_id", "unit_id"),
    )

    unit_id: Mapped[str] = mapped_column(primary_key=True)
    tag: Mapped[Hash] = mapped_column(primary_key=True)
    lead_id: Mapped[Id] = mapped_column(primary_key=True)

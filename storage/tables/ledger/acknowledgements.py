"""Signed proofs that a lead was filed, kept with its thread."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Id


class Acknowledgement(LedgerBase):
    """`body` is the byte string that the host key signed; `height` is the block that holds the lead's entry."""

    __tablename__ = "acknowledgements"

    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[bytes]
    signature: Mapped[bytes]
    height: Mapped[int]

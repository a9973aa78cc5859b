"""What is to be destroyed after its term, by two people; and which reporters are under protection.

What is signed is believed by its signatures alone; the columns beside it are for finding.
"""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Hash, Id, Moment


class Destruction(LedgerBase):
    """One list and its confirmation. `state` is waiting, refused, withdrawn, expired, confirmed or done.

    `body` is what the proposer of `unit_id` signed, `confirmation` what the custodian did. `until` is when a list that
    nobody decided on lapses.
    """

    __tablename__ = "destructions"
    __table_args__ = (Index(None, "state", "until"), Index(None, "proposed_at", "id"))

    id: Mapped[Id] = mapped_column(primary_key=True)
    unit_id: Mapped[str]
    proposed_by: Mapped[Id]
    proposed_at: Mapped[Moment]
    until: Mapped[Moment]
    state: Mapped[str] = mapped_column(default="waiting")
    body: Mapped[bytes]
    signature: Mapped[bytes]
    decided_by: Mapped[Id | None]
    decided_at: Mapped[Moment | None]
    confirmation: Mapped[bytes | None]
    confirmation_signature: Mapped[bytes | None]
    done_at: Mapped[Moment | None]


class DestructionLine(LedgerBase):
    """One lead of a list. `state` is listed, dropped, keys (its keys are gone) or done; `why` it was dropped is a code.

    `identity_hash` is all that is left of an identity: with it the report still proves to be the one that was filed.
    """

    __tablename__ = "destruction_lines"
    __table_args__ = (Index(None, "lead_id"),)

    act_id: Mapped[Id] = mapped_column(ForeignKey("destructions.id", ondelete="CASCADE"), primary_key=True)
    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True)
    identity_hash: Mapped[Hash | None]
    state: Mapped[str] = mapped_column(default="listed")
    why: Mapped[str | None]


class Protection(LedgerBase):
    """A lead whose reporter is under protective measures: while the row is there, nothing of it is destroyed."""

    __tablename__ = "protections"

    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[Moment]
    staff_id: Mapped[Id]

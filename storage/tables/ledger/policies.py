"""The signed policy chain and the proposals that may become its next link."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.policy_columns import PolicyColumns
from storage.tables.types import Id, Moment


class Policy(PolicyColumns, LedgerBase):
    """One link of the chain; the row of the highest version is in force."""

    __tablename__ = "policies"

    active_at: Mapped[Moment]


class PolicyProposal(LedgerBase):
    """A policy waiting for both signatures. `state` is open, active or withdrawn; one version may have several."""

    __tablename__ = "policy_proposals"
    __table_args__ = (Index(None, "state", "created_at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    version: Mapped[int]
    body: Mapped[bytes]
    office_signature: Mapped[bytes | None]
    office_signer: Mapped[Id | None]
    custody_signature: Mapped[bytes | None]
    custody_signer: Mapped[Id | None]
    proposed_by: Mapped[Id]
    created_at: Mapped[Moment]
    state: Mapped[str] = mapped_column(default="open")

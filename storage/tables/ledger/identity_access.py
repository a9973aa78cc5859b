"""Opening an identity: requests, call-backs, and the shares that were re-sealed for them.

What is signed is believed by its signature alone; the columns beside it are for finding.
"""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Id, Moment


class IdentityRequest(LedgerBase):
    """`state` is waiting, approved, refused, revealed or expired. `body` is what the requester signed.

    `reasons` are sealed to the epoch `custody_epoch` of custody, `refusal` to the requester. `until` is the moment at
    which the state lapses; for an approval the signed bytes say it, whatever stands here.
    """

    __tablename__ = "identity_requests"
    __table_args__ = (
        Index(None, "state", "until"),
        Index(None, "lead_id", "requested_at"),
        Index(None, "requester_id", "state"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    unit_id: Mapped[str]
    requester_id: Mapped[Id]
    state: Mapped[str] = mapped_column(default="waiting")
    requested_at: Mapped[Moment]
    until: Mapped[Moment]
    decided_by: Mapped[Id | None]
    decided_at: Mapped[Moment | None]
    custody_epoch: Mapped[int]
    body: Mapped[bytes]
    signature: Mapped[bytes]
    approval: Mapped[bytes | None]
    approval_signature: Mapped[bytes | None]
    refusal: Mapped[bytes | None]
    reasons: Mapped[bytes]


class CallBackRow(LedgerBase):
    """`state` is waiting, verified, denied or expired; `tries` counts calls that reached nobody.

    `body` is what the requester signed, `result` what the custodian did.
    """

    __tablename__ = "call_backs"
    __table_args__ = (
        Index(None, "custodian_id", "state"),
        Index(None, "state", "until"),
        Index(None, "lead_id", "requested_at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    unit_id: Mapped[str]
    requester_id: Mapped[Id]
    custodian_id: Mapped[Id]
    state: Mapped[str] = mapped_column(default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    requested_at: Mapped[Moment]
    until: Mapped[Moment]
    done_at: Mapped[Moment | None]
    body: Mapped[bytes]
    signature: Mapped[bytes]
    result: Mapped[bytes | None]
    result_signature: Mapped[bytes | None]


class ResealedShare(LedgerBase):
    """One half of an identity's key, sealed anew to one person for one request or call-back, whose id it bears.

    The rows of this table are in no backup, and each is erased once it was used or its time is over.
    """

    __tablename__ = "resealed_shares"
    __table_args__ = (Index(None, "until"), Index(None, "lead_id"))

    id: Mapped[Id] = mapped_column(primary_key=True)
    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    until: Mapped[Moment]
    sealed: Mapped[bytes]

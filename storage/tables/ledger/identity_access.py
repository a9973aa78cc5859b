"""Requests for an identity, and the halves that are sealed anew for one of them."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Id, Moment


class IdentityRequest(LedgerBase):
    """`way` is reveal or call_back; `state` is waiting, approved, refused, revealed, verified, denied or ended.

    `body` and `signature` are what the officer signed, `decision` and `decision_signature` what the custodian did: the
    columns beside them only help to find a row. `words` are sealed to custody's epoch `words_epoch`, `words_kept` under
    the lead's notes key, `refusal` to the officer. `tries` counts calls that reached nobody.
    """

    __tablename__ = "identity_requests"
    __table_args__ = (Index(None, "lead_id"), Index(None, "state", "expires_at"))

    id: Mapped[Id] = mapped_column(primary_key=True)
    lead_id: Mapped[Id] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    way: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    unit_id: Mapped[str]
    staff_id: Mapped[Id]
    custodian_id: Mapped[Id | None]
    asked_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    decided_at: Mapped[Moment | None]
    tries: Mapped[int] = mapped_column(default=0)
    words_epoch: Mapped[int]
    words: Mapped[bytes]
    words_kept: Mapped[bytes]
    body: Mapped[bytes]
    signature: Mapped[bytes]
    decision: Mapped[bytes | None]
    decision_signature: Mapped[bytes | None]
    refusal: Mapped[bytes | None]


class IdentityShare(LedgerBase):
    """A half for one person and one request. No backup holds it; it goes with the request's end."""

    __tablename__ = "identity_shares"
    __table_args__ = (Index(None, "expires_at"),)

    request_id: Mapped[Id] = mapped_column(ForeignKey("identity_requests.id", ondelete="CASCADE"), primary_key=True)
    expires_at: Mapped[Moment]
    sealed: Mapped[bytes]

"""Signed-in browsers, known devices and the waiting times after failed sign-ins."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Hash, Id, Moment


class StaffSession(LedgerBase):
    """A signed-in browser. `wrapped_seed` is empty for custodians and goes when the session ends."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "staff_id", "ended_at"), Index(None, "seen_at"))

    id_hash: Mapped[Hash] = mapped_column(primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    wrapped_seed: Mapped[bytes | None]
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    label: Mapped[str]


class Device(LedgerBase):
    """A browser that has signed in before: it has a delay budget of its own for this member."""

    __tablename__ = "devices"
    __table_args__ = (Index(None, "staff_id"),)

    cookie_hash: Mapped[Hash] = mapped_column(primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    created_at: Mapped[Moment]


class SigninDelay(LedgerBase):
    """Failures under one budget key (an HMAC made by the caller) and when the next try is taken."""

    __tablename__ = "signin_delays"
    __table_args__ = (Index(None, "next_at"),)

    key: Mapped[Hash] = mapped_column(primary_key=True)
    failures: Mapped[int]
    next_at: Mapped[Moment]

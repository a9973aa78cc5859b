"""One-time links by which people come in or get a new key."""

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Hash, Id, Moment


class Invitation(LedgerBase):
    """`purpose` is first_admin, staff or recovery; the token itself is nowhere, only its SHA-256."""

    __tablename__ = "invitations"
    __table_args__ = (Index(None, "expires_at"),)

    token_hash: Mapped[Hash] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    name: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(JSON)
    unit_id: Mapped[str | None]
    first_of_unit: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[Id | None]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]

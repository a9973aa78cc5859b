"""Restore blocks on their way into the chain."""

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Hash, Id, Moment


class RestoreSigning(LedgerBase):
    """A restore block that gathers the signatures of office and custody; `fingerprint` is the SHA-256 of `body`."""

    __tablename__ = "restore_signings"

    fingerprint: Mapped[Hash] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    office_signature: Mapped[bytes | None]
    office_signer: Mapped[Id | None]
    custody_signature: Mapped[bytes | None]
    custody_signer: Mapped[Id | None]
    created_at: Mapped[Moment]

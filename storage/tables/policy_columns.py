"""The policy chain has the same signed columns on both hosts: the bot keeps a checked copy."""

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.types import Hash


class PolicyColumns:
    """One signed policy. `body` is the signed byte string; `fingerprint` is its SHA-256."""

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes]
    office_signature: Mapped[bytes]
    custody_signature: Mapped[bytes]
    fingerprint: Mapped[Hash]

"""The access ledger: entries, which block holds each, and the chain of blocks.

No foreign key points out of here, so that deleting a lead or a member deletes no entry.
"""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Hash, Hour, Id, Moment


class AccessEntry(LedgerBase):
    """One recorded act. `body` is what gets hashed; the columns beside it are for finding. Insert-only.

    `at` is the hour where a reporter caused it, the moment where staff did.
    """

    __tablename__ = "access_entries"
    __table_args__ = (
        Index(None, "at", "id"),
        Index(None, "lead_id", "at"),
        Index(None, "actor_id", "at"),
        Index(None, "unit_id", "at"),
        Index(None, "kind", "at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    kind: Mapped[str]
    actor_id: Mapped[Id | None]
    lead_id: Mapped[Id | None]
    unit_id: Mapped[str | None]
    at: Mapped[Moment]


class WaitingEntry(LedgerBase):
    """An entry that is in no block yet, written with the entry and erased with the block.

    A sealer that looked for the newest entries by a sequence would lose those that commit late, and one that joined
    all entries with all blocks every second would slow down with the years.
    """

    __tablename__ = "waiting_entries"

    entry_id: Mapped[Id] = mapped_column(primary_key=True)


class BlockEntry(LedgerBase):
    """The place of one entry: block height and position within it, both unique together."""

    __tablename__ = "block_entries"
    __table_args__ = (Index(None, "height", "position", unique=True),)

    entry_id: Mapped[Id] = mapped_column(primary_key=True)
    height: Mapped[int]
    position: Mapped[int]


class Block(LedgerBase):
    """One sealed block. `header` is the hashed byte string, `previous` the hash of the block below."""

    __tablename__ = "blocks"

    height: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    header: Mapped[bytes]
    hash: Mapped[Hash]
    previous: Mapped[Hash] = mapped_column(unique=True)
    count: Mapped[int]
    hour: Mapped[Hour]

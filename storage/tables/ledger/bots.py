"""What each bot process last told about itself."""

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Hash, Id, Moment


class BotReport(LedgerBase):
    """`oldest_outbox_policy` is the lowest policy version still waiting in that bot's outbox, empty if none waits.

    `head` is the hash of the block that it witnessed at `height`.
    """

    __tablename__ = "bot_reports"

    bot_id: Mapped[Id] = mapped_column(primary_key=True)
    policy_version: Mapped[int]
    oldest_outbox_policy: Mapped[int | None]
    height: Mapped[int]
    head: Mapped[Hash | None]
    seen_at: Mapped[Moment]

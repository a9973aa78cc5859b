"""Block headers of the access ledger as this host saw them: the second witness."""

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.bot.base import BotBase
from storage.tables.types import Hash


class BlockHeader(BotBase):
    """A header that extended the one below it when it was fetched."""

    __tablename__ = "block_headers"

    height: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    header: Mapped[bytes]
    hash: Mapped[Hash]

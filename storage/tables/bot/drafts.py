"""Sealed conversations in progress, and which updates were answered already."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.bot.base import BotBase
from storage.tables.types import Hash, Moment


class Draft(BotBase):
    """A sealed session. Row keys are HMACs under the daily key, so yesterday's disk names nobody."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "expires_at"),)

    row_key: Mapped[Hash] = mapped_column(primary_key=True)
    version: Mapped[int]
    expires_at: Mapped[Moment]
    sealed: Mapped[bytes]


class SeenUpdate(BotBase):
    """An update that was answered: a messenger may deliver it twice."""

    __tablename__ = "seen_updates"
    __table_args__ = (Index(None, "expires_at"),)

    key: Mapped[Hash] = mapped_column(primary_key=True)
    expires_at: Mapped[Moment]

"""Opted-in notices: a sealed chat under a random id, in a table that knows no lead."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.bot.base import BotBase
from storage.tables.types import Id


class Notice(BotBase):
    """The key to `sealed_chat` lies in the lead's content and nowhere on this host."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "created_day"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    sealed_chat: Mapped[bytes]
    created_day: Mapped[date]

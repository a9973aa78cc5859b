"""Questions asked in vain, until three conversations of a week asked the same; and votes on answers."""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.bot.base import BotBase
from storage.tables.types import Hash, Id


class FaqMark(BotBase):
    """One conversation said one thing. Both are MACs under the week's key, which no disk holds; no text is kept."""

    __tablename__ = "faq_marks"
    __table_args__ = (Index(None, "week"),)

    said: Mapped[Hash] = mapped_column(primary_key=True)
    conversation: Mapped[Hash] = mapped_column(primary_key=True)
    week: Mapped[date]


class FaqOutbox(BotBase):
    """A normalised question on its way to the editors, with the day only. The row goes when it has arrived."""

    __tablename__ = "faq_outbox"

    id: Mapped[Id] = mapped_column(primary_key=True)
    text: Mapped[str]
    kind: Mapped[str]
    entry_id: Mapped[str]
    day: Mapped[date]


class FaqVote(BotBase):
    """How often an answer was said to help or not to help on a day. `sent` is False while the ledger lacks a vote."""

    __tablename__ = "faq_votes"
    __table_args__ = (Index(None, "day"),)

    entry_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    helped: Mapped[int]
    unhelped: Mapped[int]
    sent: Mapped[bool]

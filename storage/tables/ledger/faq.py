"""What editors of the questions and answers changed, and what citizens asked in vain."""

from datetime import date

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Id, Moment


class FaqRevision(LedgerBase):
    """One act on one entry; never changed. The entry's greatest `number` holds now.

    `serial` counts the acts of all entries, so that two editors at one instant see each other. `body` is the entry as
    JSON, None where the shipped wording holds again; `base` is the shipped entry as it stood then, None where there was
    none. `act` is edited, alias, restored, returned or kept.
    """

    __tablename__ = "faq_revisions"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    serial: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[str]
    number: Mapped[int]
    body: Mapped[str | None] = mapped_column(Text)
    base: Mapped[str | None] = mapped_column(Text)
    act: Mapped[str]
    at: Mapped[Moment]
    by: Mapped[Id]


class FaqQuestion(LedgerBase):
    """A question that three conversations of one week asked in vain: its normalised text and the day, no more.

    `kind` is unanswered or unhelpful; `entry_id` names the answer that did not help, empty where there was none.
    """

    __tablename__ = "faq_questions"
    __table_args__ = (Index(None, "day"), Index(None, "text"))

    id: Mapped[Id] = mapped_column(primary_key=True)
    text: Mapped[str]
    kind: Mapped[str]
    entry_id: Mapped[str]
    day: Mapped[date]


class FaqVote(LedgerBase):
    """How often an answer was said to help or not to help, a day and bot host. Counts only."""

    __tablename__ = "faq_votes"
    __table_args__ = (Index(None, "day"),)

    bot_id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    helped: Mapped[int]
    unhelped: Mapped[int]

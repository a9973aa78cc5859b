"""The bot's checked copy of the policy chain and of the questions and answers."""

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.bot.base import BotBase
from storage.tables.policy_columns import PolicyColumns
from storage.tables.types import Moment


class KnownPolicy(PolicyColumns, BotBase):
    """One link of the chain as this bot checked it; never older, never beside."""

    __tablename__ = "policies"


class KnownCorpus(BotBase):
    """A corpus as fetched, under its ETag; the newest `at` is in use."""

    __tablename__ = "corpus"

    etag: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    at: Mapped[Moment]

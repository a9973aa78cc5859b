"""All tables of the exposed host. Importing this module fills `BotBase.metadata`."""

from storage.tables.bot.base import BotBase
from storage.tables.bot.drafts import Draft, SeenUpdate
from storage.tables.bot.faq import FaqMark, FaqOutbox, FaqVote
from storage.tables.bot.meta import Meta
from storage.tables.bot.notices import Notice
from storage.tables.bot.outbox import OutboxLead, OutboxMessage
from storage.tables.bot.policies import KnownCorpus, KnownPolicy
from storage.tables.bot.witness import BlockHeader

__all__ = [
    "BlockHeader", "BotBase", "Draft", "FaqMark", "FaqOutbox", "FaqVote",
    "KnownCorpus", "KnownPolicy", "Meta", "Notice", "OutboxLead", "OutboxMessage",
    "SeenUpdate",
]  # fmt: skip

"""The declarative base of the exposed host: outbox, drafts, policy copy, witnessed headers."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from storage.tables.types import NAMING


class BotBase(DeclarativeBase):
    """Every table of this database hangs on this metadata and on no other."""

    metadata = MetaData(naming_convention=NAMING)

"""The declarative base of the inside host: sealed leads, staff, units, the access ledger."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from storage.tables.types import NAMING


class LedgerBase(DeclarativeBase):
    """Every table of this database hangs on this metadata and on no other."""

    metadata = MetaData(naming_convention=NAMING)

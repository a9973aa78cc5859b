"""Settings that staff change while the product runs."""

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.ledger.base import LedgerBase
from storage.tables.types import Id, Moment


class Setting(LedgerBase):
    """One value as JSON. `version` starts at 1 and grows by one with each change."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    version: Mapped[int]
    updated_at: Mapped[Moment]
    updated_by: Mapped[Id | None]

"""Single values this bot remembers about itself."""

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.bot.base import BotBase


class Meta(BotBase):
    """A named value, for example this bot's id or the alarm it shows."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[bytes]

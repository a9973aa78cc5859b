"""What of the exposed host goes into a backup: the outbox and what it believes; no draft and no daily key."""

from __future__ import annotations

from typing import Final

from bot.settings import BotSettings
from storage.backup.archive import Database

LEFT_OUT: Final = ("drafts", "seen_updates", "notices")
"""Tables whose rows are short-lived, and whose keys are in no backup."""


def database(settings: BotSettings) -> Database:
    return Database("bot", settings.database_url, LEFT_OUT)

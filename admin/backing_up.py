"""What of the inside host goes into a backup."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from admin import access
from admin.access import AccessKind
from admin.pin import PIN_FILE
from admin.services import HOST_KEY, KEYS_FOLDER, SERVICE_TOKEN
from admin.settings import AdminSettings
from storage.backup.archive import Database
from storage.unit_of_work import Ledger

LEFT_OUT: Final = ("sessions", "devices", "signin_delays", "invitations", "tickets", "resealed_shares")
"""Tables whose rows are worth nothing tomorrow, and something to a thief today."""


def database(settings: AdminSettings) -> Database:
    return Database("ledger", settings.database_url, LEFT_OUT)


def files(settings: AdminSettings) -> Mapping[str, Path]:
    """Key files without the wrap key: a stolen backup opens with nobody's password."""
    keys = settings.data / KEYS_FOLDER
    return {
        HOST_KEY: keys / HOST_KEY,
        SERVICE_TOKEN: keys / SERVICE_TOKEN,
        PIN_FILE: settings.data / PIN_FILE,
    }


async def note_backup(ledger: Ledger, now: datetime) -> None:
    """Record that a backup is being made: the set-up page counts its days."""
    async with ledger.begin() as work:
        await access.record(work, AccessKind.BACKUP_MADE, at=now)

"""What of the inside host goes into a backup, and what a restored ledger has to do before it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Final

from admin import access
from admin.access import AccessKind
from admin.pin import PIN_FILE
from admin.services import HOST_KEY, KEYS_FOLDER, SERVICE_TOKEN
from admin.settings import AdminSettings
from storage.backup.archive import Database
from storage.errors import StaleVersion
from storage.unit_of_work import Ledger, LedgerWork

RESTORED: Final = "restored"
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


async def mark_restored(ledger: Ledger, now: datetime) -> None:
    """From here on the ledger knows that it was restored, at which height, and when."""
    async with ledger.begin() as work:
        known = await work.settings.get(RESTORED)
        value = {"name": token_hex(8), "height": await work.blocks.height(), "at": now.isoformat(), "met": False}
        await work.settings.put(RESTORED, value, known.version if known else 0, now, None)


async def restore_name(work: LedgerWork) -> str:
    """The name of the last restore, empty where there was none; a bot that hears a new one posts again."""
    mark = await work.settings.get(RESTORED)
    return str(mark.value["name"]) if mark else ""


async def may_seal(work: LedgerWork, now: datetime) -> bool:
    """Whether the sealer may go on: always, save after a restore until every bot has been met.

    A bot that has witnessed a greater height than the restored one keeps the ledger from sealing beside what was
    witnessed.
    """
    mark = await work.settings.get(RESTORED)
    if mark is None or mark.value["met"]:
        return True
    since, height = datetime.fromisoformat(mark.value["at"]), int(mark.value["height"])
    bots = await work.bots.all()
    if not bots or any(bot.seen_at <= since or bot.height > height for bot in bots):
        return False
    try:
        await work.settings.put(RESTORED, mark.value | {"met": True}, mark.version, now, None)
    except StaleVersion:
        return False
    return True

"""The leak scan of an installation: its data folder, its own keys and tokens, and the day in the access ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from admin import access
from admin.access import AccessKind
from admin.services import HOST_KEY, KEYS_FOLDER, SERVICE_TOKEN
from admin.setup import desk
from admin.wrap_key import WRAP_KEY
from kit import secretfile
from storage.leaks import Leak, Secret, seek
from storage.unit_of_work import Ledger


async def scan(ledger: Ledger, data: Path, others: Sequence[Path] = ()) -> list[Leak]:
    """Look through `data` and the folders `others`, and record how many files are wrong. Blocking while it reads."""
    async with ledger.read() as work:
        contacts = [str(value) for value in (await desk.contacts(work)).values()]
    leaks = list(seek([data, *others], _secrets(data), contacts))
    async with ledger.begin() as work:
        await access.record(work, AccessKind.LEAKS_SOUGHT, details=str(len({leak.file for leak in leaks})))
    return leaks


def _secrets(data: Path) -> list[Secret]:
    keys = data / KEYS_FOLDER
    return [
        Secret(f"the file {name}", secretfile.read(keys / name), keys / name)
        for name in (WRAP_KEY, HOST_KEY, SERVICE_TOKEN)
        if (keys / name).exists()
    ]

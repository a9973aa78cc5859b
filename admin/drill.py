"""A restore drill: a backup is opened beside the running installation, its ledger checked, and the day noted."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from admin import access
from admin.access import AccessKind
from admin.audit import verify_chain
from admin.pin import PIN_FILE, Pins
from admin.services import HOST_KEY, SERVICE_TOKEN
from kit import secretfile
from storage.backup import archive
from storage.backup.archive import Database
from storage.database import make_engine
from storage.errors import StorageError
from storage.migrate import upgrade
from storage.unit_of_work import Ledger


async def drill(file: Path, identity: str, data: Path, pinned: str = "", into: str = "") -> int:
    """Open `file` with the backup's secret key and check its ledger; returns the height that it holds.

    The copy lies in a private folder below `data` for the time of the call, or in the empty database `into` where the
    backup is one of PostgreSQL. `pinned` counts where the backup holds no pin. Blocking parts take as long as a
    restore. Raises what a restore raises, and `ChainBroken`.
    """
    with TemporaryDirectory(dir=secretfile.private_folder(data), prefix="drill-") as name:
        folder = Path(name)
        url = into or f"sqlite:///{folder / 'ledger.db'}"
        files = {inside: folder / inside for inside in (PIN_FILE, HOST_KEY, SERVICE_TOKEN)}
        found = archive.read(file, identity, [Database("ledger", url)], files, folder)
        if "ledger" not in found:
            raise StorageError("this backup holds no ledger: it was made on the exposed host")
        await upgrade(url, "ledger")
        engine = make_engine(url)
        try:
            return await verify_chain(Ledger(engine, Pins(folder, "" if PIN_FILE in found else pinned).known))
        finally:
            await engine.dispose()


async def note(ledger: Ledger) -> None:
    """Record that a backup was opened and found whole: `/verify` shows the day."""
    async with ledger.begin() as work:
        await access.record(work, AccessKind.RESTORE_DRILLED)

"""An inside host that came back from a backup, behind the same door."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from admin import policy_book, restore_signing, restoring
from admin.api.router import router
from admin.app import staff_site
from admin.backing_up import LEFT_OUT
from admin.pin import PIN_FILE
from admin.services import Services
from kit import clock
from storage.backup import dumps
from storage.vault.restore_block import Head
from tests.admin.offices import services_in, settings_of
from tests.bot.lines import Line


def back_up(line: Line, name: str = "backup") -> Path:
    """A dump of the ledger as it is now, made as the product makes one."""
    target = line.folder / name
    dumps.dump(line.admin.settings.database_url, target, LEFT_OUT)
    return target


async def back_up_and_go_on(line: Line) -> Path:
    """A dump of what is delivered by now; then another report reaches the ledger that the dump does not hold."""
    await line.deliver()
    backup = back_up(line)
    await line.citizen().file()
    await line.deliver()
    return backup


@asynccontextmanager
async def restored(line: Line, backup: Path) -> AsyncIterator[Services]:
    """The ledger of the backup with the keys and the pin that a backup holds; the bot reaches it from now on."""
    folder = line.folder / f"from-{backup.name}"
    shutil.copytree(line.admin.settings.data / "keys", folder / "data" / "keys")
    (folder / "data").chmod(0o700)
    shutil.copy(line.admin.settings.data / PIN_FILE, folder / "data" / PIN_FILE)
    dumps.restore(settings_of(folder).database_url, backup, dumps.SQLITE)
    policy_book.forget()
    async with services_in(folder) as services:
        await restoring.mark(services.ledger, clock.now())
        line.door.site = staff_site(services, [router])
        yield services


async def witnessed(services: Services) -> Head:
    """The head that a signer reads on the staff page."""
    async with services.ledger.read() as work:
        waiting = await restoring.read(work)
    assert waiting is not None
    return waiting.witnessed


async def sign(services: Services, line: Line, login: str) -> bool:
    """Sign the restore block for one's own unit; whether the ledger goes on."""
    signer = await line.founded.acting(services, login)
    return await restore_signing.sign(services, signer, await witnessed(services), clock.now())


async def sign_both(services: Services, line: Line) -> bool:
    """The bot is heard, then office and custody sign the restore block; whether the ledger goes on."""
    await line.bot.courier.round()
    await sign(services, line, "wang")
    return await sign(services, line, "bao")

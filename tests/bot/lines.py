"""A whole tip line in one process: a founded office behind its API, and the exposed host that people meet."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from admin.api.router import router
from admin.app import staff_site
from admin.ledger_sealer import seal_once
from admin.services import Services
from admin.setup.founding import Founded
from bot.app import citizen_site
from bot.services import BotServices, open_services
from bot.settings import BotSettings
from kit.runtime_store import RuntimeStore
from kit.settings import SecretSetting, read
from storage.access import AccessFilter
from storage.migrate import upgrade
from tests.admin.offices import services_in
from tests.citizen import Citizen

ORIGIN = "http://127.0.0.1"


class Door:
    """The admin host as the bot reaches it: counts what is asked, and can be shut."""

    def __init__(self, site: ASGIApp) -> None:
        self.site = site
        self.asked: list[str] = []
        self.shut = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope["path"])
        if self.shut:
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await self.site(scope, receive, send)


@dataclass(frozen=True)
class Line:
    """Both hosts, their shared door, and the site that citizens reach."""

    admin: Services
    bot: BotServices
    founded: Founded
    door: Door
    site: ASGIApp
    folder: Path

    def citizen(self) -> Citizen:
        """Somebody with a browser of their own."""
        return Citizen.at(ORIGIN, httpx.ASGITransport(app=self.site))

    async def deliver(self) -> None:
        """What the companions do by themselves: post the outbox, seal the entries, fetch the headers."""
        while await self.bot.delivery.round():
            continue
        while await seal_once(self.admin):
            continue
        await self.bot.courier.round()

    async def leads(self) -> int:
        """How many leads the ledger holds once everything is delivered."""
        await self.deliver()
        async with self.admin.ledger.read() as work:
            return len(await work.access.page(None, AccessFilter(kinds=("lead_stored",)), limit=10_000))


def bot_settings(folder: Path, founded: Founded, token: str, **given: Any) -> BotSettings:
    """An exposed host below `folder` that believes this office."""
    known = {
        "data": folder / "bot",
        "runtime_dir": folder / "run-bot",
        "service_token": SecretSetting(token),
        "policy": f"1:{founded.policy.fingerprint.hex()}",
        # Tests press at once, and many of them share a line.
        "form_seconds": 0,
        "reports_a_minute": 100_000,
    }
    return read(BotSettings, **(known | given))


@asynccontextmanager
async def opened(
    template: Path,
    folder: Path,
    founded: Founded,
    runtime: RuntimeStore | None = None,
    ledger: str | None = None,
    **given: Any,
) -> AsyncIterator[Line]:
    """A line over a copy of a founded office, its policies fetched. `given` are further settings of the bot.

    `ledger` is the URL of the database where it is not a file in the office's folder.
    """
    shutil.copytree(template, folder / "office")
    inside = {"admin_database_url": ledger} if ledger else {}
    async with services_in(folder / "office", **inside) as admin:
        door = Door(staff_site(admin, [router]))
        settings = bot_settings(folder, founded, admin.service_token.reveal(), **given)
        await upgrade(settings.database_url, "bot")
        async with open_services(settings, httpx.ASGITransport(app=door), runtime) as bot:
            await bot.courier.round()
            yield Line(admin, bot, founded, door, citizen_site(bot), folder)

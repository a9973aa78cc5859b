"""What every request of the inside host shares, made once at the start."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, ParamSpec, TypeVar

from admin.pin import Pins
from admin.settings import AdminSettings
from admin.wrap_key import open_wrap_key
from kit import secretfile
from kit.catalogue import Catalogue
from kit.runtime_store import RuntimeStore, open_store
from kit.web import Pages
from storage.database import make_engine
from storage.unit_of_work import Ledger
from storage.vault.chain import HostKey
from storage.vault.secret import SecretBytes, SecretText

P = ParamSpec("P")
T = TypeVar("T")

KEYS_FOLDER: Final = "keys"
HOST_KEY: Final = "host.key"
SERVICE_TOKEN: Final = "service.token"
LINK_FILE: Final = "first-admin-link"
"""Where the first administrator's link lies when no terminal could show it; using the link erases it."""


@dataclass(frozen=True)
class Services:
    """Everything that lives as long as the process; nothing here belongs to one person."""

    settings: AdminSettings
    ledger: Ledger
    runtime: RuntimeStore
    wrap_key: SecretBytes
    host_key: HostKey
    service_token: SecretText
    pages: Pages
    kdf: ThreadPoolExecutor

    @property
    def pins(self) -> Pins:
        """The policies that this host knows by itself."""
        return Pins(self.settings.data, self.settings.policy)

    @property
    def texts(self) -> Catalogue:
        """All texts of the staff site."""
        return self.pages.catalogue

    async def derive(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a stretching function in the pool of as many threads as cores.

        Never call it inside a unit of work: it waits for its turn while the database would wait for you.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.kdf, lambda: function(*args, **kwargs))


def texts() -> Catalogue:
    """Kit's texts, `admin/texts/*.yaml` and those of every folder below: one a subject, with groups of its own."""
    folders = [item.name for item in files("admin").joinpath("texts").iterdir() if item.is_dir()]
    others = [Catalogue.load("admin", f"texts/{name}") for name in sorted(folders) if not name.startswith("_")]
    return Catalogue.load("kit").joined(Catalogue.load("admin"), *others)


def make_pages(settings: AdminSettings) -> Pages:
    """The staff site's pages; raises MissingText where a language lacks a text."""
    return Pages("admin", demo=settings.demo, home="/admin/", catalogue=texts())


@asynccontextmanager
async def open_services(settings: AdminSettings) -> AsyncIterator[Services]:
    """Open keys, stores and pool for the time of the block.

    Raises SettingsRefused, SecretFileError or RuntimeStoreUnavailable, each with one sentence on the cure. The
    database must have been migrated.
    """
    folder = secretfile.private_folder(secretfile.private_folder(settings.data) / KEYS_FOLDER)
    host_key = HostKey(SecretBytes(secretfile.read_or_create(folder / HOST_KEY, 32)))
    engine = make_engine(settings.database_url, setting="XIANSUO_ADMIN_DATABASE_URL")
    runtime = open_store("admin", settings.runtime_dir, settings.runtime_url)
    kdf = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="kdf")
    token, ledger = service_token(settings), Ledger(engine, Pins(settings.data, settings.policy).known)
    try:
        wrap_key = await open_wrap_key(folder, ledger)
        yield Services(settings, ledger, runtime, wrap_key, host_key, token, make_pages(settings), kdf)
    finally:
        kdf.shutdown(wait=False, cancel_futures=True)
        await runtime.close()
        await engine.dispose()


def service_token(settings: AdminSettings) -> SecretText:
    """The bots' token: the one set, else the file that the first start made."""
    if settings.service_token is not None:
        return SecretText(settings.service_token.reveal())
    folder = secretfile.private_folder(secretfile.private_folder(settings.data) / KEYS_FOLDER)
    return SecretText(secretfile.read_or_create(folder / SERVICE_TOKEN, 32).hex())

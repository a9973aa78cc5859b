"""Offices as real processes: bot and admin apart over HTTP on both databases, and `serve`; and a real browser."""

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, sync_playwright

from admin.pin import PIN_FILE
from admin.services import open_services
from admin.settings import AdminSettings
from admin.setup.founding import Founded, found
from kit import clock, secretfile
from kit.settings import read
from storage.migrate import upgrade
from tests.admin.offices import plan
from tests.conftest import PostgresDatabases, chromium_path
from tests.e2e.people import Office, Officer, Reporter
from tests.fakes.telegram import FakeTelegram
from tests.hosts import copy_office, make_hosts, single_machine

T = TypeVar("T")
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres), "serve"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]


def apart(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine in a thread of its own: the browser's loop holds this one."""
    done: list[T] = []
    thread = threading.Thread(target=lambda: done.append(asyncio.run(work())))
    thread.start()
    thread.join()
    return done[0]


async def _found(folder: Path, databases: dict[str, str]) -> Founded:
    given = {"admin_database_url": databases["XIANSUO_ADMIN_DATABASE_URL"]} if databases else {}
    settings = read(AdminSettings, data=folder / "inside", runtime_dir=folder / "run-inside", **given)
    secretfile.private_folder(settings.data)
    await upgrade(settings.database_url, "ledger")
    async with open_services(settings) as services:
        founded = await found(services, plan(), clock.now())
    secretfile.create(settings.data / PIN_FILE, f"1:{founded.policy.fingerprint.hex()}".encode())
    return founded


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Founded]:
    """An office on SQLite, founded once and copied: founding takes seconds."""
    folder = tmp_path_factory.mktemp("office")
    return folder, apart(lambda: _found(folder, {}))


@pytest.fixture(scope="module", params=KINDS)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One founded office a kind, running until the module's last test of that kind."""
    folder = tmp_path_factory.mktemp(f"office-{request.param}")
    databases: dict[str, str] = {}
    if request.param == "postgresql":
        make: PostgresDatabases = request.getfixturevalue("make_postgres")
        databases = {"XIANSUO_ADMIN_DATABASE_URL": make.new(), "XIANSUO_BOT_DATABASE_URL": make.new()}
        founded = apart(lambda: _found(folder, databases))
    else:
        source, founded = request.getfixturevalue("template")
        copy_office(source, folder)
    with FakeTelegram() as telegram:
        token = {"TELEGRAM_BOT_TOKEN": telegram.token, "XIANSUO_TELEGRAM_BASE_URL": telegram.url}
        made = make_hosts(folder, founded, **databases)
        running = [made.admin, made.bot]
        if request.param == "serve":
            running = [single_machine(made)]
        running[-1].environment = {**running[-1].environment, **token}
        try:
            for host in running:
                host.start()
            yield Office(made.bot.url, running[0].url, founded, telegram, running)
        finally:
            for host in running:
                host.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium. It ends with the module: while it runs, no asynchronous test can."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def officers(office: Office, browser: Browser, screenshots: Path) -> Iterator[Callable[[str], Officer]]:
    """Signed-in officers by login; each signs in once, because a code is good once."""
    signed: dict[str, Officer] = {}

    def officer(login: str) -> Officer:
        if login not in signed:
            page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN").new_page()
            signed[login] = Officer(page, office, screenshots).signs_in(login)
        return signed[login]

    yield officer
    for one in signed.values():
        one.page.context.close()


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots are kept: the folder named by XIANSUO_TEST_SCREENSHOTS, else one of pytest's."""
    named = os.environ.get("XIANSUO_TEST_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def reporter(office: Office, browser: Browser, screenshots: Path) -> Iterator[Callable[..., Reporter]]:
    """Makes reporters, each with a browser of their own: `reporter(width=360, script=False)`."""
    made: list[Reporter] = []

    def make(width: int = 360, script: bool = True) -> Reporter:
        size = {"width": width, "height": 780}
        context = browser.new_context(viewport=size, java_script_enabled=script, locale="zh-CN")  # type: ignore[arg-type]
        made.append(Reporter(context.new_page(), office, screenshots))
        return made[-1]

    yield make
    for one in made:
        one.page.context.close()

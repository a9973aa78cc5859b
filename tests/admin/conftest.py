"""An office founded once a session; each test works on a copy of its own."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from admin.services import Services
from admin.setup.founding import Founded, found
from kit import clock
from storage.migrate import upgrade
from tests.admin.offices import plan, services_in, settings_of


@dataclass(frozen=True)
class Template:
    """A founded office on disk."""

    folder: Path
    founded: Founded


@pytest.fixture(scope="session")
async def office_template(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> Template:
    folder = tmp_path_factory.mktemp("office")
    await upgrade(settings_of(folder).database_url, "ledger")
    async with services_in(folder) as services:
        founded = await found(services, plan(), clock.now())
    return Template(folder, founded)


@pytest.fixture
def founded(office_template: Template) -> Founded:
    """Who is in the office, what they know, and the first policy."""
    return office_template.founded


@pytest.fixture
async def office(office_template: Template, tmp_path: Path) -> AsyncIterator[Services]:
    """Services of a copy of the founded office."""
    shutil.copytree(office_template.folder, tmp_path / "office")
    async with services_in(tmp_path / "office") as services:
        yield services


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Services]:
    """Services of an installation where nobody has come in yet."""
    await upgrade(settings_of(tmp_path).database_url, "ledger")
    async with services_in(tmp_path) as services:
        yield services


@pytest.fixture
async def on_postgres(tmp_path: Path, fresh_postgres_url: str) -> AsyncIterator[Services]:
    """The same as `empty` on PostgreSQL; for tests marked needs_postgres."""
    await upgrade(fresh_postgres_url, "ledger")
    async with services_in(tmp_path, admin_database_url=fresh_postgres_url) as services:
        yield services

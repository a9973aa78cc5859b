"""An office founded once a session; each test works on a copy of its own."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin.services import Services
from admin.setup.founding import Founded
from storage.migrate import upgrade
from tests.admin.offices import OfficeOnDisk, office_in, plan, services_in, settings_of


@pytest.fixture(scope="session")
async def office_template(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> OfficeOnDisk:
    return await office_in(tmp_path_factory.mktemp("office"), plan())


@pytest.fixture
def founded(office_template: OfficeOnDisk) -> Founded:
    """Who is in the office, what they know, and the first policy."""
    return office_template.founded


@pytest.fixture
async def office(office_template: OfficeOnDisk, tmp_path: Path) -> AsyncIterator[Services]:
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

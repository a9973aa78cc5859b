"""One tip line for all tests that leave it as it is, and lines of their own for those that break something."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import make_inline_engine
from storage.migrate import upgrade
from storage.unit_of_work import BotStore
from tests.admin.conftest import founded, office, office_template  # noqa: F401
from tests.admin.offices import OfficeOnDisk
from tests.bot.lines import Line, opened
from tests.citizen import Citizen


@pytest.fixture(scope="session")
async def line(office_template: OfficeOnDisk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Line]:  # noqa: F811
    """Shared by all: every test is another reporter in it."""
    folder = tmp_path_factory.mktemp("line")
    async with opened(office_template.folder, folder, office_template.founded) as made:
        yield made


@pytest.fixture
async def own_line(office_template: OfficeOnDisk, tmp_path: Path) -> AsyncIterator[Line]:  # noqa: F811
    """A line that the test may break."""
    async with opened(office_template.folder, tmp_path, office_template.founded) as made:
        yield made


@pytest.fixture
def citizen(line: Line) -> Citizen:
    """A reporter with a fresh browser."""
    return line.citizen()


@pytest.fixture(scope="session")
async def migrated(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> Path:
    """An empty database of the bot host, to copy."""
    file = tmp_path_factory.mktemp("migrated") / "bot.db"
    await upgrade(f"sqlite:///{file}", "bot")
    return file


@pytest.fixture
async def store(migrated: Path, tmp_path: Path) -> AsyncIterator[BotStore]:
    """An empty database of the bot host for this test alone."""
    shutil.copy(migrated, tmp_path / "bot.db")
    engine = make_inline_engine(f"sqlite:///{tmp_path / 'bot.db'}")
    yield BotStore(engine)
    await engine.dispose()

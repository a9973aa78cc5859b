"""An office founded once, copied for each test."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from admin.setup.founding import Founded
from tests.hosts import Hosts, copy_office, found_office, hosts


@dataclass(frozen=True)
class OfficeTemplate:
    folder: Path
    founded: Founded


@pytest.fixture(scope="session")
async def office_on_disk(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> OfficeTemplate:
    folder = tmp_path_factory.mktemp("office")
    return OfficeTemplate(folder, await found_office(folder))


@pytest.fixture
def both(office_on_disk: OfficeTemplate, tmp_path: Path) -> Iterator[Hosts]:
    """Both hosts of a fresh office, running apart."""
    copy_office(office_on_disk.folder, tmp_path)
    with hosts(tmp_path, office_on_disk.founded) as made:
        made.admin.start()
        made.bot.start()
        yield made

"""An office founded once, copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.admin.offices import OfficeOnDisk
from tests.hosts import Hosts, copy_office, found_office, hosts


@pytest.fixture(scope="session")
async def office_on_disk(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> OfficeOnDisk:
    folder = tmp_path_factory.mktemp("office")
    return OfficeOnDisk(folder, await found_office(folder))


@pytest.fixture
def both(office_on_disk: OfficeOnDisk, tmp_path: Path) -> Iterator[Hosts]:
    """Both hosts of a fresh office, running apart."""
    copy_office(office_on_disk.folder, tmp_path)
    with hosts(tmp_path, office_on_disk.founded) as made:
        made.admin.start()
        made.bot.start()
        yield made

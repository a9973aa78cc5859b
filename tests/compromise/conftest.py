"""The plundered office, lived through once a session."""


import pytest

from tests.admin.offices import OfficeOnDisk, office_in
from tests.compromise.world import World, plan, taken


@pytest.fixture(scope="session")
async def first_day(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> OfficeOnDisk:
    return await office_in(tmp_path_factory.mktemp("first-day"), plan())


@pytest.fixture(scope="session")
async def world(first_day: OfficeOnDisk, tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    return await taken(first_day.folder, first_day.founded, folder / "lived", folder / "taken")

"""The plundered office, lived through once a session."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from admin.setup.founding import Founded
from tests.compromise.world import World, found_in, taken


@dataclass(frozen=True)
class FirstDay:
    """An office on its first day, on disk, to be copied."""

    folder: Path
    founded: Founded


@pytest.fixture(scope="session")
async def first_day(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> FirstDay:
    folder = tmp_path_factory.mktemp("first-day")
    return FirstDay(folder, await found_in(folder))


@pytest.fixture(scope="session")
async def world(first_day: FirstDay, tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    return await taken(first_day.folder, first_day.founded, folder / "lived", folder / "taken")

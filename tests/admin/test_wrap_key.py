"""The wrap key is told missing or mistaken at the start, and comes back from paper."""

from pathlib import Path

import pytest

from admin import wrap_key
from admin.services import open_services
from kit import secretfile
from storage.database import make_engine
from storage.errors import SettingsRefused
from storage.migrate import upgrade
from storage.unit_of_work import Ledger
from tests.admin.offices import settings_of

pytestmark = pytest.mark.anyio


async def start(folder: Path) -> tuple[Path, bytes]:
    """A first start; the key's file and its bytes."""
    settings = settings_of(folder)
    secretfile.private_folder(settings.data)
    await upgrade(settings.database_url, "ledger")
    async with open_services(settings) as services:
        return settings.data / "keys" / wrap_key.WRAP_KEY, services.wrap_key.reveal()


async def test_a_second_start_finds_the_same_key(tmp_path: Path) -> None:
    assert await start(tmp_path) == await start(tmp_path)


async def test_a_missing_key_stops_the_start_instead_of_being_made_anew(tmp_path: Path) -> None:
    file, _ = await start(tmp_path)
    file.unlink()
    with pytest.raises(SettingsRefused, match="xiansuo keys wrap --enter"):
        await start(tmp_path)
    assert not file.exists()


async def test_another_installations_key_is_refused(tmp_path: Path) -> None:
    file, _ = await start(tmp_path)
    secretfile.replace(file, bytes(32))
    with pytest.raises(SettingsRefused, match="not this installation's key"):
        await start(tmp_path)


async def test_a_lost_key_comes_back_from_paper(tmp_path: Path) -> None:
    file, key = await start(tmp_path)
    file.unlink()
    await wrap_key.enter(file.parent, ledger_in(tmp_path), f" {key.hex()[:32]} {key.hex()[32:]} ")
    assert await start(tmp_path) == (file, key)


@pytest.mark.parametrize("typed", ["", "00" * 32, "zz" * 32, "00" * 31])
async def test_a_mistyped_key_is_not_taken(tmp_path: Path, typed: str) -> None:
    file, _ = await start(tmp_path)
    file.unlink()
    with pytest.raises(SettingsRefused, match="not the key"):
        await wrap_key.enter(file.parent, ledger_in(tmp_path), typed)
    assert not file.exists()


async def test_a_new_key_lets_the_host_start_again(tmp_path: Path) -> None:
    file, key = await start(tmp_path)
    file.unlink()
    await wrap_key.replace(file.parent, ledger_in(tmp_path))
    _, found = await start(tmp_path)
    assert found != key


def ledger_in(folder: Path) -> Ledger:
    return Ledger(make_engine(settings_of(folder).database_url))

"""Engines keep what they promise: private files, safe settings, erased means gone."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import make_engine, make_inline_engine, truncate_wal
from storage.errors import SettingsRefused
from storage.inline import InlineEngine
from storage.unit_of_work import BotStore, Ledger
from tests.storage.builders import TODAY, rid

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("url", ["mysql://host/name", "sqlite://", "sqlite:///:memory:", "nonsense", ""])
def test_a_url_that_cannot_be_used_is_refused_with_a_cure(url: str) -> None:
    with pytest.raises(SettingsRefused, match="XIANSUO_DB"):
        make_engine(url, setting="XIANSUO_DB")


def test_a_refused_url_never_shows_its_password() -> None:
    with pytest.raises(SettingsRefused) as refused:
        make_engine("mysql://user:hunter2@host/name")
    assert "hunter2" not in str(refused.value)


async def test_a_sqlite_file_and_its_log_are_private(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/new/ledger.db")
    async with engine.connect() as connection:
        await connection.execute(text("CREATE TABLE t (x)"))
        await connection.commit()
        files = list((tmp_path / "new").iterdir())
        modes = {stat.S_IMODE(file.stat().st_mode) for file in files}
    await engine.dispose()
    assert modes == {0o600}
    assert any(file.name.endswith("-wal") for file in files)


SAFE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


async def test_the_ledger_runs_with_the_promised_settings(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/ledger.db")
    async with engine.connect() as connection:
        found = {name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one() for name in SAFE}
    await engine.dispose()
    assert found == SAFE


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
async def test_the_bots_database_runs_with_the_promised_settings(tmp_path: Path, durable: bool, level: int) -> None:
    engine = make_inline_engine(f"sqlite:///{tmp_path}/bot.db", durable=durable)
    assert isinstance(engine, InlineEngine)
    with engine.sync_engine.connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in SAFE}
    await engine.dispose()
    assert found == SAFE | {"synchronous": level}


async def test_an_erased_notice_is_in_no_file_after_the_log_is_truncated(bot_store: BotStore, tmp_path: Path) -> None:
    if bot_store.engine.dialect.name != "sqlite":
        assert await truncate_wal(bot_store.engine)
        return
    notice, canary = rid(), b"canary-" + rid(24).hex().encode()
    async with bot_store.begin() as work:
        await work.notices.add(notice, canary, TODAY)
    async with bot_store.begin() as work:
        await work.notices.erase(notice)
    assert canary in b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert await truncate_wal(bot_store.engine)
    assert canary not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


async def test_an_error_of_the_driver_never_shows_parameters(ledger: Ledger) -> None:
    secret = rid(32)
    with pytest.raises(Exception) as refused:
        async with ledger.engine.connect() as connection:
            await connection.execute(text("INSERT INTO nowhere VALUES (:value)"), {"value": secret})
    assert repr(secret) not in str(refused.value)
    assert secret.hex() not in str(refused.value)

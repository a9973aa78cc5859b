"""Engines keep what they promise: private files, safe settings, erased means gone."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import make_engine, truncate_wal
from storage.errors import SettingsRefused
from storage.unit_of_work import BotStore
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


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
async def test_sqlite_runs_with_the_promised_settings(tmp_path: Path, durable: bool, level: int) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/ledger.db", durable=durable)
    found = {}
    async with engine.connect() as connection:
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout"):
            found[name] = (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
    await engine.dispose()
    assert found == {
        "journal_mode": "wal", "synchronous": level, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 10_000,
    }  # fmt: skip


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


async def test_an_error_of_the_driver_never_shows_parameters(bot_store: BotStore) -> None:
    secret = rid(32)
    with pytest.raises(Exception) as refused:
        async with bot_store.engine.connect() as connection:
            await connection.execute(text("INSERT INTO nowhere VALUES (:value)"), {"value": secret})
    assert repr(secret) not in str(refused.value)
    assert secret.hex() not in str(refused.value)

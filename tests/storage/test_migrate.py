"""Each database gets its own tables, once, and never the other host's."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData

from storage.database import make_engine
from storage.errors import SameDatabase
from storage.migrate import MARKERS, Which, refuse_same_database, upgrade, upgrade_both
from storage.tables.bot import BotBase
from storage.tables.ledger import LedgerBase
from tests.storage.conftest import Databases

pytestmark = pytest.mark.anyio
METADATA: dict[Which, MetaData] = {"ledger": LedgerBase.metadata, "bot": BotBase.metadata}


@pytest.fixture
def empty_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if kind == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return str(request.getfixturevalue("fresh_postgres_url"))


@pytest.mark.parametrize("which", ["ledger", "bot"])
async def test_migrations_make_exactly_the_mapped_tables(databases: Databases, kind: str, which: Which) -> None:
    engine = make_engine(await asyncio.to_thread(databases.migrated, kind, which))
    async with engine.connect() as connection:
        difference = await connection.run_sync(_difference, which)
    await engine.dispose()
    assert difference == []


async def test_upgrading_twice_changes_nothing(empty_url: str) -> None:
    await upgrade(empty_url, "bot")
    await upgrade(empty_url, "bot")


async def test_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    await asyncio.gather(*(upgrade(empty_url, "ledger") for _ in range(4)))


@pytest.mark.parametrize(("first", "second"), [("ledger", "bot"), ("bot", "ledger")])
async def test_the_other_hosts_database_is_refused_by_its_marker(empty_url: str, first: Which, second: Which) -> None:
    await upgrade(empty_url, first)
    with pytest.raises(SameDatabase):
        await upgrade(empty_url, second)


async def test_one_file_under_two_spellings_is_refused_before_it_is_made(tmp_path: Path) -> None:
    with pytest.raises(SameDatabase):
        await upgrade_both(f"sqlite:///{tmp_path}/a.db", f"sqlite+aiosqlite:///{tmp_path}/x/../a.db")
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_a_link_to_the_same_file_is_refused(tmp_path: Path, link: Any) -> None:
    (tmp_path / "a.db").touch()
    link(tmp_path / "a.db", tmp_path / "b.db")
    with pytest.raises(SameDatabase):
        refuse_same_database(f"sqlite:///{tmp_path}/a.db", f"sqlite:///{tmp_path}/b.db")


def test_a_relative_path_is_compared_as_the_file_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SameDatabase):
        refuse_same_database("sqlite:///a.db", f"sqlite:///{tmp_path}/a.db")


@pytest.mark.parametrize(
    "other",
    [
        "postgresql://other@LOCALHOST:5432/tips",
        "postgres://127.0.0.1/tips",
        "postgresql+psycopg:///tips?host=/var/run/postgresql",
        "postgresql://user:password@[::1]/tips",
    ],
)
def test_one_postgresql_database_under_two_spellings_is_refused(other: str) -> None:
    with pytest.raises(SameDatabase):
        refuse_same_database("postgresql://user@localhost/tips", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("postgresql://localhost/a", "postgresql://localhost/b"),
        ("postgresql://one/a", "postgresql://two/a"),
        ("sqlite:///a.db", "sqlite:///b.db"),
        ("sqlite:///a.db", "postgresql://localhost/a.db"),
    ],
)
def test_two_databases_are_taken(one: str, other: str) -> None:
    refuse_same_database(one, other)


def _difference(connection: Connection, which: Which) -> list[Any]:
    options = {"compare_type": True, "include_name": lambda name, *_: name != MARKERS[which]}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), METADATA[which]))

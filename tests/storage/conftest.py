"""Every repository test runs on SQLite and on PostgreSQL, on tables made by the real migrations."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import make_engine, make_inline_engine
from storage.inline import InlineEngine
from storage.migrate import Which, upgrade
from storage.tables.bot import BotBase
from storage.tables.ledger import LedgerBase
from storage.unit_of_work import BotStore, Ledger

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres)]
TABLES = {"ledger": LedgerBase.metadata, "bot": BotBase.metadata}


class Databases:
    """Migrated databases: on SQLite a copy of one migrated file a test, on PostgreSQL one database, emptied."""

    def __init__(self, folder: Path, make_postgres: Any) -> None:
        self._folder = folder
        self._make_postgres = make_postgres
        self._migrated: dict[tuple[str, Which], str] = {}

    def migrated(self, kind: str, which: Which) -> str:
        """URL of the database that copies are made of, or that is emptied."""
        if (kind, which) not in self._migrated:
            url = self._make_postgres.new() if kind == "postgresql" else f"sqlite:///{self._folder}/{which}.db"
            asyncio.run(upgrade(url, which))
            self._migrated[kind, which] = url
        return self._migrated[kind, which]

    def fresh(self, kind: str, which: Which, folder: Path) -> str:
        """URL of a database for one test."""
        url = self.migrated(kind, which)
        if kind == "postgresql":
            return url
        shutil.copy(self._folder / f"{which}.db", folder / f"{which}.db")
        return f"sqlite:///{folder}/{which}.db"


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Databases:
    return Databases(tmp_path_factory.mktemp("migrated"), request.getfixturevalue("make_postgres"))


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The database kind, for fixtures and for the few tests that differ."""
    return str(request.param)


@pytest.fixture
def ledger_url(databases: Databases, kind: str, tmp_path: Path) -> str:
    return databases.fresh(kind, "ledger", tmp_path)


@pytest.fixture
def bot_url(databases: Databases, kind: str, tmp_path: Path) -> str:
    return databases.fresh(kind, "bot", tmp_path)


@pytest.fixture
async def ledger(ledger_url: str) -> AsyncIterator[Ledger]:
    """An empty ledger."""
    engine = make_engine(ledger_url)
    await empty(engine, "ledger")
    yield Ledger(engine)
    await engine.dispose()


@pytest.fixture
async def bot_store(bot_url: str) -> AsyncIterator[BotStore]:
    """An empty database of the bot host."""
    engine = make_inline_engine(bot_url)
    await empty(engine, "bot")
    yield BotStore(engine)
    await engine.dispose()


async def empty(engine: AsyncEngine | InlineEngine, which: str) -> None:
    """Empties the shared PostgreSQL database; a SQLite file is new anyway."""
    if isinstance(engine, InlineEngine) or engine.dialect.name == "sqlite":
        return
    async with engine.begin() as connection:
        for table in reversed(TABLES[which].sorted_tables):
            await connection.execute(table.delete())

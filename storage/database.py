"""Engines for SQLite and PostgreSQL, each set up so that what is committed stays and what is erased goes.

SQLite: WAL, `synchronous=FULL`, foreign keys on, `secure_delete` on, file mode 0600. PostgreSQL: psycopg 3, a bounded
wait for locks. Errors never show statement parameters: they hold ids and sealed bytes.
"""

import asyncio
import os
import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import SettingsRefused
from storage.inline import InlineEngine

BUSY_SECONDS: Final = 10
MODE: Final = "xiansuo_mode"
BEGIN: Final = {"read": "BEGIN", "write": "BEGIN IMMEDIATE", "plain": None}
SHAPES: Final = "write sqlite:///path or postgresql://user@host/name"
DRIVERS: Final = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def database_url(url: str, setting: str = "DATABASE_URL") -> URL:
    """The URL with the driver this product uses. Raises SettingsRefused, which never repeats the URL's password."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsRefused(setting, f"{setting} is no database URL; {SHAPES}") from None
    if parsed.drivername not in DRIVERS:
        raise SettingsRefused(setting, f"{setting} names an unknown database; {SHAPES}")
    if parsed.drivername.startswith("sqlite") and sqlite_path(parsed) is None:
        raise SettingsRefused(setting, f"{setting} names a database that a restart would empty; name a file")
    return parsed.set(drivername=DRIVERS[parsed.drivername])


def sqlite_path(url: URL) -> Path | None:
    """The file of a SQLite URL; None for one in memory, and for a database of a server."""
    name = url.database or "" if url.get_backend_name() == "sqlite" else ""
    if name in ("", ":memory:") or name.startswith("file:"):
        return None
    return Path(name)


def make_engine(url: str, setting: str = "DATABASE_URL") -> AsyncEngine:
    """An engine for `url`; nothing is connected yet.

    Raises SettingsRefused for a URL or a folder that cannot be used.
    """
    parsed = database_url(url, setting)
    if parsed.get_backend_name() != "sqlite":
        return _postgres_engine(parsed, durable=True)
    _make_private_file(parsed, setting)
    engine = create_async_engine(
        parsed, hide_parameters=True, pool_size=8, pool_timeout=BUSY_SECONDS, connect_args={"timeout": BUSY_SECONDS}
    )
    _set_up_sqlite(engine.sync_engine, durable=True)
    return engine


def make_inline_engine(
    url: str, durable: bool = True, setting: str = "DATABASE_URL"
) -> AsyncEngine | InlineEngine:
    """As `make_engine`, for a database whose every statement finds its few rows by a key: see `storage.inline`.

    `durable=False` is for drafts alone: a power cut may take the last transactions, never the database.
    """
    parsed = database_url(url, setting)
    if parsed.get_backend_name() != "sqlite":
        return _postgres_engine(parsed, durable)
    _make_private_file(parsed, setting)
    # The pool must never wait: it would wait for connections that only this thread gives back.
    engine = create_engine(
        parsed.set(drivername="sqlite"),
        hide_parameters=True, pool_size=8, max_overflow=-1, pool_use_lifo=True, connect_args={"timeout": 0},
    )  # fmt: skip
    _set_up_sqlite(engine, durable)
    return InlineEngine(engine, durable, BUSY_SECONDS)


def is_sqlite(engine: AsyncEngine | InlineEngine) -> bool:
    """Whether one writer at a time is all this database takes."""
    return engine.dialect.name == "sqlite"


async def truncate_wal(engine: AsyncEngine | InlineEngine) -> bool:
    """Empties SQLite's write-ahead log, so that what was erased is in no file. PostgreSQL has no such file: True.

    False says that a reader still needs the log: call again a little later.
    """
    if not is_sqlite(engine):
        return True
    plain = engine.execution_options(**{MODE: "plain"})
    if isinstance(plain, InlineEngine):
        return await asyncio.to_thread(_truncate, plain.sync_engine)
    async with plain.connect() as connection:
        return await connection.run_sync(_emptied)


def _truncate(engine: Engine) -> bool:
    with engine.connect() as connection:
        return _emptied(connection)


def _emptied(connection: Connection) -> bool:
    return not connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one()


def _set_up_sqlite(engine: Engine, durable: bool) -> None:
    pragmas = [
        "journal_mode=WAL",
        f"synchronous={'FULL' if durable else 'NORMAL'}",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
        "trusted_schema=OFF",
        "cache_size=-16000",
    ]

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _entry: ConnectionPoolEntry) -> None:
        # The driver's own BEGIN comes too late, after the first read: it is switched off and `begin` below sends it.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that starts as a reader and writes later fails at once when another has written meanwhile.
        statement = BEGIN[connection.get_execution_options().get(MODE, "read")]
        if statement:
            connection.exec_driver_sql(statement)


def _postgres_engine(url: URL, durable: bool) -> AsyncEngine:
    options = [
        f"-c lock_timeout={BUSY_SECONDS * 1000}",
        "-c idle_in_transaction_session_timeout=60000",
        f"-c synchronous_commit={'on' if durable else 'off'}",
    ]
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_size=10,
        max_overflow=10,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "options": " ".join(options)},
    )


def _make_private_file(url: URL, setting: str) -> None:
    """A new file appears whole, private and in WAL mode: processes that start at once never fight over the switch.

    SQLite gives its log files the mode of the database file, so that one mode protects all three.
    """
    path = Path(url.database or "")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _link_new(path)
        os.close(os.open(path, os.O_RDWR | os.O_CLOEXEC))
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise SettingsRefused(
            setting, f"{setting}: {path} cannot be opened ({reason}); make the folder and give it to this user"
        ) from None


def _link_new(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    try:
        with closing(sqlite3.connect(draft)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()

"""Brings a database to the newest tables, and refuses one database for both hosts.

Each database carries its own marker table, so the wrong one is refused however its URL is spelled: another host name,
a socket, a symlink. Two URLs of one SQLite file are refused before anything is opened.
"""

from pathlib import Path
from typing import Final, Literal

from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import MODE, database_url, is_sqlite, make_engine, sqlite_path
from storage.errors import SameDatabase
from storage.refusals import named_refusals

Which = Literal["ledger", "bot"]

MARKERS: Final[dict[Which, str]] = {"ledger": "xiansuo_ledger_version", "bot": "xiansuo_bot_version"}
OTHER: Final[dict[Which, Which]] = {"ledger": "bot", "bot": "ledger"}
SETTING: Final[dict[Which, str]] = {"ledger": "XIANSUO_ADMIN_DATABASE_URL", "bot": "XIANSUO_BOT_DATABASE_URL"}
ADVISORY_KEY: Final = 0x7869616E73756F
CURE: Final = "the bot's and the admin's database must be two; give each its own URL"


async def upgrade(url: str, which: Which) -> None:
    """Creates or upgrades the tables of `which`. Safe to call at every start and from several processes at once.

    Raises SameDatabase when this is the other host's database, StorageUnavailable when it cannot be reached.
    """
    engine = make_engine(url, setting=SETTING[which])
    try:
        await upgrade_engine(engine, which)
    finally:
        await engine.dispose()


async def upgrade_engine(engine: AsyncEngine, which: Which) -> None:
    """As `upgrade`, on an engine that the caller has."""
    with named_refusals():
        async with engine.execution_options(**{MODE: "write"}).begin() as connection:
            if not is_sqlite(engine):
                # One process migrates, the others wait and then find nothing to do.
                await connection.execute(text("SET LOCAL lock_timeout = '120s'"))
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})
            await connection.run_sync(_run, which)


async def upgrade_both(ledger_url: str, bot_url: str) -> None:
    """Upgrades both databases. Raises SameDatabase before touching either when the URLs plainly name one."""
    refuse_same_database(ledger_url, bot_url)
    await upgrade(ledger_url, "ledger")
    await upgrade(bot_url, "bot")


def refuse_same_database(ledger_url: str, bot_url: str) -> None:
    """Raises SameDatabase when both URLs name one SQLite file (by path, link or spelling) or one PostgreSQL database.

    Limit: two names of one PostgreSQL server are not looked up here; `upgrade` finds them by the marker table.
    """
    first, second = database_url(ledger_url, SETTING["ledger"]), database_url(bot_url, SETTING["bot"])
    if first.get_backend_name() != second.get_backend_name():
        return
    same = _same_file(first, second) if first.get_backend_name() == "sqlite" else _address(first) == _address(second)
    if same:
        raise SameDatabase(CURE)


def _same_file(first: URL, second: URL) -> bool:
    one, two = sqlite_path(first) or Path(), sqlite_path(second) or Path()
    if one.exists() and two.exists():
        return one.samefile(two)
    return one.resolve() == two.resolve()


def _address(url: URL) -> tuple[str, int, str]:
    host = str(url.host or url.query.get("host") or "localhost").lower().rstrip(".")
    local = host in ("localhost", "127.0.0.1", "::1") or host.startswith("/")
    return "localhost" if local else host, int(url.port or 5432), url.database or url.username or ""


def _run(connection: Connection, which: Which) -> None:
    if _exists_anywhere(connection, MARKERS[OTHER[which]]):
        raise SameDatabase(CURE)
    if _stands_at(connection, MARKERS[which]) == _newest(which):
        return
    # Alembic weighs ten megabytes and a fifth of a second, which a start that has nothing to migrate can do without.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations" / which))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = MARKERS[which]
    command.upgrade(config, "head")


def _exists_anywhere(connection: Connection, table: str) -> bool:
    """In any schema: two schemas of one PostgreSQL database are still one database."""
    inspector = inspect(connection)
    return any(inspector.has_table(table, schema=schema) for schema in inspector.get_schema_names())


def _stands_at(connection: Connection, marker: str) -> str | None:
    """The revision that the database says it is at, None where it has no marker table."""
    if not inspect(connection).has_table(marker):
        return None
    return connection.execute(text(f"SELECT version_num FROM {marker}")).scalar()  # noqa: S608  a name of ours


def _newest(which: Which) -> str:
    """The last revision: files are named after theirs, and the names rise."""
    folder = Path(__file__).parent / "migrations" / which / "versions"
    return max(file.stem for file in folder.glob("[0-9]*.py"))

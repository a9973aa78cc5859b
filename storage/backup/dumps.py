"""One database into a file and back, by the database's own means."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from storage.database import database_url, sqlite_path
from storage.errors import StorageError, StorageUnavailable

SQLITE: Final = "sqlite"
POSTGRES: Final = "pgdump"
_SECONDS: Final = 3600


class ToolMissing(StorageError):
    """PostgreSQL's own client programs are not on this machine."""


def dump(url: str, target: Path, without: Sequence[str]) -> str:
    """Write the database of `url` to `target` and return the form (`sqlite` or `pgdump`).

    The rows of the tables `without` are left out. Blocking: for a thread. Raises StorageUnavailable, ToolMissing.
    """
    parsed = database_url(url)
    path = sqlite_path(parsed) if parsed.get_backend_name() == "sqlite" else None
    if path is not None:
        _dump_sqlite(path, target, without)
        return SQLITE
    left_out = [f"--exclude-table-data={name}" for name in without]
    _run("pg_dump", parsed, ["--format=custom", f"--file={target}", "--no-owner", "--no-privileges", *left_out])
    return POSTGRES


def check(source: Path, form: str) -> None:
    """Raise StorageError for a dump that its database's own means do not read whole."""
    if form == POSTGRES:
        _read_list(source)
        return
    try:
        with closing(sqlite3.connect(source)) as copy:
            (found,) = copy.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        raise StorageError(f"the copy of the database cannot be read ({error.sqlite_errorname})") from None
    if found != "ok":
        raise StorageError("the copy of the database is damaged: check the database itself, and this disk")


def restore(url: str, source: Path, form: str) -> None:
    """Fill the empty database of `url` from a dump. Raises StorageError where it is not empty or of another kind."""
    parsed = database_url(url)
    path = sqlite_path(parsed) if parsed.get_backend_name() == "sqlite" else None
    if (form == SQLITE) != (path is not None):
        raise StorageError(f"this backup was made of another kind of database ({form})")
    if path is None:
        _check_empty(parsed)
        plain = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
        _run("pg_restore", parsed, [*plain, str(source)])
        return
    if path.exists() and path.stat().st_size:
        raise StorageError(f"{path} is not empty; restore into a new data folder")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(source, path)
    path.chmod(0o600)


def _dump_sqlite(path: Path, target: Path, without: Sequence[str]) -> None:
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA secure_delete=ON")
            for name in without:
                copy.execute(f'DELETE FROM "{name}"')  # noqa: S608  names of our own tables
            copy.commit()
            copy.execute("VACUUM")
    except sqlite3.Error as error:
        raise StorageUnavailable(f"{path} cannot be copied ({error.sqlite_errorname})") from None


def _check_empty(url: URL) -> None:
    """Refuse a database that holds tables, with the cure; pg_restore would say it in its own way and late."""
    # 8 MB of libraries, which an installation on SQLite never needs.
    import psycopg

    where = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(where, connect_timeout=30) as connection:
            row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    except psycopg.Error as error:
        raise StorageUnavailable(f"the database cannot be reached ({type(error).__name__})") from None
    if row and row[0]:
        raise StorageError(
            f"the database {url.database} is not empty; drop it and make it anew, then restore (dropdb, createdb -O)"
        )


def _read_list(source: Path) -> None:
    tool = shutil.which("pg_restore")
    if tool is None:
        raise ToolMissing("pg_restore is not on this machine; install PostgreSQL's client programs")
    done = subprocess.run([tool, "--list", str(source)], capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    if done.returncode:
        raise StorageError(f"the dump cannot be read back: {_reason(done.stderr)}")


def _run(program: str, url: URL, arguments: Sequence[str]) -> None:
    tool = shutil.which(program)
    if tool is None:
        raise ToolMissing(f"{program} is not on this machine; install PostgreSQL's client programs")
    # The password travels in the environment: arguments can be read by every user of the machine.
    given = {"PGPASSWORD": url.password or ""} if url.password else {}
    where = url.set(drivername="postgresql", password=None).render_as_string()
    database = [f"--dbname={where}"]
    done = subprocess.run(  # noqa: S603  a program of PostgreSQL's, found by name, with arguments of ours
        [tool, *database, *arguments], env=os.environ | given, capture_output=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        # What the tool says may hold values; its first line names table and reason.
        raise StorageUnavailable(f"{program} failed with code {done.returncode}: {_reason(done.stderr)}")


def _reason(said: bytes) -> str:
    lines = said.decode(errors="replace").splitlines()
    return lines[0][:200] if lines else "no reason given"

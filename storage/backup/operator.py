"""Backing up and restoring as an operator does it: by hand, with a key on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from kit import secretfile
from storage.backup import archive
from storage.backup.archive import Database
from storage.database import database_url, sqlite_path
from storage.errors import StorageError

RECIPIENT: Final = "backup.recipient"
"""File of the public half, in the folder of keys."""
KEPT_DAYS: Final = 30
"""What was destroyed in the ledger is out of every backup after so many days."""
_NAME: Final = re.compile(r"xiansuo-(\d{8}-\d{6})\.age")
_FORM: Final = "%Y%m%d-%H%M%S"


def present(databases: Sequence[Database]) -> list[Database]:
    """Those that are on this host: every PostgreSQL database, and SQLite files that exist.

    Raises StorageError where there is none: an archive without a database would pass for a backup.
    """
    found = [one for one in databases if is_here(one)]
    if not found:
        raise StorageError("there is no database here to back up: look at XIANSUO_DATA and the database settings")
    return found


def is_here(database: Database) -> bool:
    """Whether this host has the database: a PostgreSQL database counts as here, a SQLite file must exist."""
    path = sqlite_path(database_url(database.url))
    return path is None or path.is_file()


def recipient(keys: Path, show_secret: Callable[[str], None], on_terminal: bool) -> str:
    """The public key that backups are sealed to; the first call makes the pair and shows its secret half once.

    Raises StorageError where there is no terminal to show it on.
    """
    file = secretfile.private_folder(keys) / RECIPIENT
    if file.exists():
        return secretfile.read(file).decode().strip()
    if not on_terminal:
        raise StorageError(
            "there is no backup key yet: run the backup once on a terminal and write down the key that it shows"
        )
    secret, public = archive.new_identity()
    show_secret(secret)
    secretfile.create(file, f"{public}\n".encode())
    return public


def write(
    folder: Path, databases: Sequence[Database], files: Mapping[str, Path], public: str, now: datetime,
    kept_days: int = KEPT_DAYS,
) -> Path:  # fmt: skip
    """Write a new age file into `folder`, and then erase ours that are older than `kept_days`; returns its path.

    Nothing is erased where the new one cannot be written or does not check out. Raises StorageError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    archive.sweep(folder, now)
    target = folder / f"xiansuo-{now.astimezone(UTC):{_FORM}}.age"
    archive.write(target, databases, files, public, folder)
    for old in outdated(folder, now, kept_days):
        if old != target:
            old.unlink()
    return target


def outdated(folder: Path, now: datetime, kept_days: int) -> list[Path]:
    """Our backups in `folder` that are older, by the moment in their names: a copied file has another date on disk.

    Whatever is not named as `write` names it is not ours to erase.
    """
    made = {path: _made(path) for path in folder.iterdir() if path.is_file() and not path.is_symlink()}
    return sorted(path for path, at in made.items() if at is not None and now - at > timedelta(days=kept_days))


def _made(path: Path) -> datetime | None:
    named = _NAME.fullmatch(path.name)
    try:
        return datetime.strptime(named[1], _FORM).replace(tzinfo=UTC) if named else None
    except ValueError:
        return None


def go_on_with(keys: Path, identity: str) -> None:
    """Seal the next backups to the key that opened the last one, so that a restored host's nightly backup goes on.

    The public half is in no backup: whoever restores brings it along in the secret one. Where there is one, it stays.
    """
    file = secretfile.private_folder(keys) / RECIPIENT
    if not file.exists():
        secretfile.create(file, f"{archive.public_half(identity)}\n".encode())


def read(
    file: Path, identity: str, databases: Sequence[Database], files: Mapping[str, Path], data: Path
) -> list[str]:
    """Restore what this host keeps; returns the names of what came back."""
    return archive.read(file, identity, databases, files, secretfile.private_folder(data))

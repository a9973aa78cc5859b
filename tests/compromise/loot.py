"""What somebody has taken: rows of databases, files, keys, passwords. Nothing in it knows what the product would do."""

import json
import shutil
import sqlite3
import tarfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyrage

from storage.errors import SealBroken
from storage.vault.binding import unframe

SQLITE = b"SQLite format 3\x00"
SEED_SIZE = 32
ID_SIZE = 16


@dataclass(frozen=True, eq=False)
class Row:
    """One row of a stolen table, its columns by name."""

    table: str
    values: dict[str, Any]

    @cached_property
    def pieces(self) -> tuple[bytes, ...]:
        """All bytes in it, and whatever is packed into them."""
        return tuple(pieces(self.values))


@dataclass
class Loot:
    """`secrets` are keys of 32 bytes, `passwords` stand by login, `chats` are messengers' ids, which can be guessed."""

    rows: list[Row] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    secrets: dict[bytes, None] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    chats: list[str] = field(default_factory=list)

    def folder(self, folder: Path) -> None:
        """Every file below it; databases row by row too, together with what stands in their write-ahead logs."""
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                self.file(file)

    def file(self, file: Path) -> None:
        """One file. What is as long as a key is one: raw, as text, or behind the moment at which it ends."""
        content = file.read_bytes()
        self.files[str(file)] = content
        if content.startswith(SQLITE):
            self.rows.extend(rows_of(file))
        elif len(content) <= 1024:
            ends = [content[8:]] if len(content) == 8 + SEED_SIZE else []
            self.keys(content, *ends)

    def backup(self, file: Path, key: str) -> None:
        """A backup opened with the key that lies on paper."""
        inside = unpacked_backup(file, key)
        self.rows.extend(inside.rows)
        self.files.update(inside.files)
        self.secrets.update(inside.secrets)

    def keys(self, *values: bytes) -> None:
        """Keys at hand: each value, and whatever of a key's length stands in it."""
        found = (piece for value in values for piece in pieces(value))
        self.secrets.update(dict.fromkeys(piece for piece in found if len(piece) == SEED_SIZE))

    @property
    def raw(self) -> list[bytes]:
        """All bytes, for whoever only greps."""
        return [*self.files.values(), *(piece for row in self.rows for piece in row.pieces)]


@cache
def unpacked_backup(file: Path, key: str) -> Loot:
    """What a backup holds."""
    identity = pyrage.x25519.Identity.from_str(key)
    plain, loot = BytesIO(pyrage.decrypt(file.read_bytes(), [identity])), Loot()
    with TemporaryDirectory() as name, tarfile.open(fileobj=plain) as tar:
        for number, member in enumerate(tar):
            source = tar.extractfile(member)
            if source is not None:
                (Path(name) / f"{file.name}-{number}").write_bytes(source.read())
        loot.folder(Path(name))
    return loot


@cache
def rows_of(database: Path) -> tuple[Row, ...]:
    """All rows of all tables of a database that was taken; read once."""
    return rows_now(database)


def rows_now(database: Path) -> tuple[Row, ...]:
    """All rows at this moment, read from a copy: opening a database in place would change it."""
    with TemporaryDirectory() as name:
        for part in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
            if part.exists():
                shutil.copy(part, name)
        with closing(sqlite3.connect(Path(name) / database.name)) as opened:
            opened.row_factory = sqlite3.Row
            tables = [row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return tuple(
                Row(table, dict(row))
                for table in tables
                for row in opened.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names that the database gave
            )


def pieces(value: object) -> Iterator[bytes]:
    """The bytes of a value and of whatever is packed into it."""
    for _, item in unpacked(value):
        if isinstance(item, str):
            yield item.encode("utf-8", "surrogatepass")
        elif isinstance(item, bytes):
            yield item


def unpacked(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """A value and whatever is packed into it (length-prefixed lists, JSON, hex, base64), each with its field's name."""
    match value:
        case dict():
            yield from (found for key, item in value.items() for found in unpacked(item, str(key)))
        case list():
            yield from (found for item in value for found in unpacked(item, name))
        case str():
            yield name, value
            yield from _inside(value.encode("utf-8", "surrogatepass"), name)
        case bytes():
            yield name, value
            yield from _inside(value, name)
        case _:
            yield name, value


def _inside(value: bytes, name: str) -> Iterator[tuple[str, object]]:
    for unpack in (_framed, _json, _hex, _base64):
        found = unpack(value)
        if found is not None:
            yield from unpacked(found, name)


def _framed(value: bytes) -> list[bytes] | None:
    try:
        parts = unframe(value) if len(value) > 4 else []
    except SealBroken:
        return None
    return parts if len(parts) > 1 else None


def _json(value: bytes) -> object:
    if value[:1] not in (b"{", b"[", b'"'):
        return None
    try:
        return json.loads(value)
    except ValueError:
        return None


def _hex(value: bytes) -> bytes | None:
    try:
        return bytes.fromhex(value.decode()) if len(value) >= 2 * ID_SIZE else None
    except ValueError:
        return None


def _base64(value: bytes) -> bytes | None:
    try:
        return b64decode(value, validate=True) if len(value) >= 40 else None
    except ValueError:
        return None

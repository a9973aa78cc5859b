"""What a backup takes, every database of this host and never nothing; how long it lives; whose key seals it."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.backup import archive, dumps, operator
from storage.backup.archive import Database
from storage.backup.operator import present
from storage.errors import SealBroken, StorageError

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


def test_a_database_on_a_server_is_always_taken() -> None:
    ledger = Database("ledger", "postgresql:///xiansuo_ledger?host=/var/run/postgresql")
    assert present([ledger]) == [ledger]


def test_a_file_is_taken_where_it_exists(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"x")
    ledger, bot = (Database(name, f"sqlite:///{tmp_path}/{name}.db") for name in ("ledger", "bot"))
    assert present([ledger, bot]) == [ledger]


def test_a_backup_without_any_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no database here"):
        present([Database("ledger", f"sqlite:///{tmp_path}/ledger.db")])


@pytest.fixture
def recipient() -> str:
    return archive.new_identity()[1]


def sqlite_database(folder: Path) -> Database:
    """A small SQLite database in a folder of its own."""
    folder.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / "ledger.db")) as made:
        made.execute("CREATE TABLE leads (id BLOB)")
        made.commit()
    return Database("ledger", f"sqlite:///{folder}/ledger.db")


def older(folder: Path, *days: int) -> list[Path]:
    """Backups that were made so many days ago."""
    folder.mkdir(exist_ok=True)
    found = [folder / f"xiansuo-{NOW - timedelta(days=one):%Y%m%d-%H%M%S}.age" for one in days]
    for path in found:
        path.write_bytes(b"age-encryption.org/v1")
    return found


def test_backups_older_than_thirty_days_go_with_the_next_one(tmp_path: Path, recipient: str) -> None:
    folder = tmp_path / "backups"
    young, old, oldest = older(folder, 30, 31, 200)
    made = operator.write(folder, [sqlite_database(tmp_path / "db")], {}, recipient, NOW)
    assert sorted(folder.iterdir()) == sorted([young, made])
    assert not old.exists()
    assert not oldest.exists()


def test_a_shorter_term_is_kept_too(tmp_path: Path, recipient: str) -> None:
    young, old = older(tmp_path / "backups", 6, 8)
    operator.write(tmp_path / "backups", [sqlite_database(tmp_path / "db")], {}, recipient, NOW, kept_days=7)
    assert (young.exists(), old.exists()) == (True, False)


def test_what_is_not_named_as_ours_stays_however_old(tmp_path: Path, recipient: str) -> None:
    folder = tmp_path / "backups"
    (old,) = older(folder, 400)
    names = [f"xiansuo-{part}" for part in ("keep.age", "20200101-000000.txt", "2020.age", "20209999-999999.age")]
    names += [f"copy-{old.name}", f"{old.name}.bak"]
    for name in names:
        (folder / name).write_bytes(b"not ours")
        os.utime(folder / name, (0, 0))
    (folder / "xiansuo-20200101-000000.age").mkdir()
    outside = tmp_path / "outside.age"
    outside.write_bytes(b"elsewhere")
    (folder / "xiansuo-20190101-000000.age").symlink_to(outside)
    operator.write(folder, [sqlite_database(tmp_path / "db")], {}, recipient, NOW)
    assert all((folder / name).exists() for name in names)
    assert (folder / "xiansuo-20200101-000000.age").is_dir()
    assert (folder / "xiansuo-20190101-000000.age").is_symlink()
    assert not old.exists()


def test_a_copied_backup_is_as_old_as_its_name_says(tmp_path: Path, recipient: str) -> None:
    old, young = older(tmp_path / "backups", 31, 5)
    os.utime(old, (NOW.timestamp(), NOW.timestamp()))
    os.utime(young, (0, 0))
    operator.write(tmp_path / "backups", [sqlite_database(tmp_path / "db")], {}, recipient, NOW)
    assert (old.exists(), young.exists()) == (False, True)


def test_where_the_new_one_cannot_be_made_nothing_old_goes(tmp_path: Path, recipient: str) -> None:
    (old,) = older(tmp_path / "backups", 99)
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "ledger.db").write_bytes(b"SQLite format 3\x00" + b"damaged" * 900)
    damaged = Database("ledger", f"sqlite:///{tmp_path}/db/ledger.db")
    with pytest.raises(StorageError):
        operator.write(tmp_path / "backups", [damaged], {}, recipient, NOW)
    assert old.exists()


@pytest.mark.parametrize("form", [dumps.SQLITE, dumps.POSTGRES])
def test_a_dump_that_does_not_read_back_is_refused(tmp_path: Path, form: str) -> None:
    dump = tmp_path / "dump"
    sqlite_database(tmp_path / "db")
    content = bytearray((tmp_path / "db" / "ledger.db").read_bytes())
    content[100:400] = os.urandom(300)
    dump.write_bytes(content)
    with pytest.raises(StorageError):
        dumps.check(dump, form)


def test_what_a_killed_backup_left_unsealed_is_swept(tmp_path: Path, recipient: str) -> None:
    folder = tmp_path / "backups"
    abandoned, running = folder / ".xiansuo-draft-a", folder / ".xiansuo-draft-b"
    for draft in (abandoned, running):
        draft.mkdir(parents=True)
        (draft / "plain.tar").write_bytes(b"unsealed")
    at = NOW.timestamp()
    os.utime(abandoned, (at - 7 * 3600, at - 7 * 3600))
    os.utime(running, (at - 60, at - 60))
    operator.write(folder, [sqlite_database(tmp_path / "db")], {}, recipient, NOW)
    assert (abandoned.exists(), running.exists()) == (False, True)


def test_a_restored_host_seals_its_next_backup_to_the_key_that_opened_the_last(tmp_path: Path) -> None:
    shown: list[str] = []
    public = operator.recipient(tmp_path / "before", shown.append, on_terminal=True)
    operator.go_on_with(tmp_path / "after", f"{shown[0]}\n")
    assert operator.recipient(tmp_path / "after", shown.append, on_terminal=False) == public
    assert len(shown) == 1


def test_a_host_with_a_backup_key_of_its_own_keeps_it(tmp_path: Path) -> None:
    shown: list[str] = []
    operator.recipient(tmp_path / "other", shown.append, on_terminal=True)
    own = operator.recipient(tmp_path / "own", shown.append, on_terminal=True)
    operator.go_on_with(tmp_path / "own", shown[0])
    assert operator.recipient(tmp_path / "own", shown.append, on_terminal=False) == own


def test_what_is_no_key_is_never_taken_for_one(tmp_path: Path) -> None:
    with pytest.raises(SealBroken):
        operator.go_on_with(tmp_path, "AGE-SECRET-KEY-1")
    assert not (tmp_path / operator.RECIPIENT).exists()

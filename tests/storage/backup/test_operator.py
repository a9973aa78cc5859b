"""What a backup takes: every database of this host, whatever kind it is, and never nothing."""

from pathlib import Path

import pytest

from storage.backup.archive import Database
from storage.backup.operator import present
from storage.errors import StorageError


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

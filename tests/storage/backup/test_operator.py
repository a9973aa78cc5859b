"""What a backup takes, every database of this host and never nothing, and whose key it is sealed to."""

from pathlib import Path

import pytest

from storage.backup import operator
from storage.backup.archive import Database
from storage.backup.operator import present
from storage.errors import SealBroken, StorageError


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

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kit import secretfile
from kit.secretfile import SecretFileError


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_created_file_is_closed_to_others(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        assert secretfile.create(tmp_path / "key", b"a")
    finally:
        os.umask(old)
    assert mode(tmp_path / "key") == 0o600


def test_who_creates_second_changes_nothing(tmp_path: Path) -> None:
    secretfile.create(tmp_path / "key", b"first")
    assert not secretfile.create(tmp_path / "key", b"second")
    assert secretfile.read(tmp_path / "key") == b"first"


def test_many_at_once_read_the_same_random_bytes(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        seen = set(pool.map(lambda _: secretfile.read_or_create(tmp_path / "key", 32), range(200)))
    assert len(seen) == 1
    assert len(seen.pop()) == 32


def test_no_draft_is_left_behind(tmp_path: Path) -> None:
    secretfile.create(tmp_path / "key", b"a")
    secretfile.create(tmp_path / "key", b"b")
    secretfile.replace(tmp_path / "key", b"c")
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_file_open_to_others_is_refused_with_the_cure(tmp_path: Path) -> None:
    secretfile.create(tmp_path / "key", b"a")
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(SecretFileError, match="chmod 600"):
        secretfile.read(tmp_path / "key")


def test_a_link_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    secretfile.create(tmp_path / "real", b"a")
    (tmp_path / "key").symlink_to(tmp_path / "real")
    with pytest.raises(SecretFileError):
        secretfile.read(tmp_path / "key")


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    secretfile.create(tmp_path / "key", b"short")
    with pytest.raises(SecretFileError, match="should hold 32 bytes"):
        secretfile.read_or_create(tmp_path / "key", 32)


def test_an_absent_file_is_told_from_a_bad_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        secretfile.read(tmp_path / "key")


def test_a_private_folder_is_made_closed(tmp_path: Path) -> None:
    assert mode(secretfile.private_folder(tmp_path / "run" / "bot")) == 0o700


def test_a_folder_open_to_others_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run").chmod(0o755)
    with pytest.raises(SecretFileError, match="chmod 700"):
        secretfile.private_folder(tmp_path / "run")

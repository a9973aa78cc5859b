import shutil
from pathlib import Path

from kit.disk import free_bytes


def test_free_bytes_are_those_of_the_folder_s_disk(tmp_path: Path) -> None:
    # Other tests write meanwhile, so the two readings may differ by a little.
    assert abs(free_bytes(tmp_path) - shutil.disk_usage(tmp_path).free) < 256 * 2**20


def test_a_folder_not_made_yet_is_measured_by_its_parent(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "later" / "still") > 0

from pathlib import Path

from kit.runtime_store.memory_backed import filesystem_of, folder_is_memory

MOUNTS = [
    "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
    "22 21 0:20 / /run rw,nosuid shared:2 - tmpfs tmpfs rw,size=1G",
    "23 22 0:21 / /run/with\\040blank rw - ext4 /dev/sdb1 rw",
    "24 21 0:22 / /srv rw - ext4 /dev/sdc1 rw",
    "25 21 0:23 / /srv rw - ramfs none rw",
]


def test_the_deepest_mount_decides() -> None:
    assert filesystem_of(Path("/run/xiansuo/bot"), MOUNTS) == "tmpfs"
    assert filesystem_of(Path("/run/with blank/x"), MOUNTS) == "ext4"
    assert filesystem_of(Path("/runner"), MOUNTS) == "ext4"


def test_of_two_mounts_on_one_path_the_last_one_decides() -> None:
    assert filesystem_of(Path("/srv/x"), MOUNTS) == "ramfs"


def test_where_it_cannot_be_told_it_is_not_claimed(tmp_path: Path) -> None:
    assert not folder_is_memory(tmp_path, tmp_path / "no mounts here")


def test_shared_memory_is_memory() -> None:
    assert folder_is_memory(Path("/dev/shm"))

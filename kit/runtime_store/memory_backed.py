"""Whether a folder lies in memory, as Linux tells it."""

from pathlib import Path

MEMORY_FILESYSTEMS = frozenset({"tmpfs", "ramfs"})
MOUNTS = Path("/proc/self/mountinfo")


def folder_is_memory(folder: Path, mounts: Path = MOUNTS) -> bool:
    """True when the folder's file system is tmpfs or ramfs; False where that cannot be told.

    Limit: a tmpfs may be swapped out, and a virtual machine's memory may be saved to a disk by its host.
    """
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    return filesystem_of(folder.resolve(), lines) in MEMORY_FILESYSTEMS


def filesystem_of(place: Path, lines: list[str]) -> str | None:
    """The type of the file system that holds `place`, from lines of mountinfo; the last mount on a path wins."""
    deepest, found = -1, None
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        # A blank in a mount point is written as an octal number.
        point = Path(fields[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        depth = len(point.parts)
        if place.is_relative_to(point) and depth >= deepest:
            deepest, found = depth, after.split(" ")[0]
    return found

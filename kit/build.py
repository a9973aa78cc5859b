"""Which program is running: the version, and one hash over every file of its own. `python -m kit.build` prints both.

Anyone can work it out from a clone of that version, with our program or without it:

    git ls-files admin bot faq kit storage xiansuo.py | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

VERSION: Final = "0.1.0"
PACKAGES: Final = ("admin", "bot", "faq", "kit", "storage")
FRONT_DOOR: Final = "xiansuo.py"
_LEFT_OUT: Final = frozenset({"__pycache__"})


@dataclass(frozen=True, slots=True)
class Build:
    """`hash` is 64 hexadecimal digits: SHA-256 of the list that `sha256sum` prints of all files, ordered by path."""

    version: str
    hash: str


@cache
def running() -> Build:
    """The program as it lies on this machine at the first call. It says nothing against who can change the answer."""
    return Build(VERSION, hash_of(Path(__file__).resolve().parent.parent))


def hash_of(root: Path) -> str:
    """The hash of the program below `root`: a clone, or the folder that it is installed in."""
    files = [root / FRONT_DOOR, *(file for name in PACKAGES for file in _below(root / name))]
    named = sorted((file.relative_to(root).as_posix().encode(), file) for file in files)
    lines = [hashlib.sha256(file.read_bytes()).hexdigest().encode() + b"  " + name for name, file in named]
    return hashlib.sha256(b"".join(line + b"\n" for line in lines)).hexdigest()


def _below(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and not _LEFT_OUT & set(file.parts)]


def main() -> None:
    """Print the hash and the version."""
    build = running()
    print(f"{build.hash}  xiansuo {build.version}")  # noqa: T201


if __name__ == "__main__":
    main()

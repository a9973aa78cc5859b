"""The hash of the program: the same for everybody who has the same files."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kit import build

ROOT = Path(build.__file__).resolve().parent.parent


def test_the_hash_is_the_one_that_plain_tools_find() -> None:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a clone")
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *build.PACKAGES, build.FRONT_DOOR],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    wanted = "LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum"
    told = subprocess.run(["sh", "-c", wanted], input=files, cwd=ROOT, capture_output=True, text=True, check=True)
    assert build.hash_of(ROOT) == told.stdout.split()[0]


def test_the_command_prints_hash_and_version() -> None:
    told = subprocess.run([sys.executable, "-m", "kit.build"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == f"{build.hash_of(ROOT)}  xiansuo {build.VERSION}\n"


def test_every_file_counts_and_nothing_that_python_makes(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(ROOT / build.FRONT_DOOR, copy)
    for name in build.PACKAGES:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    whole = build.hash_of(copy)
    assert whole == build.hash_of(ROOT)
    (copy / "bot" / "templates" / "chat.html").write_text("another page")
    assert build.hash_of(copy) != whole


def test_the_version_is_the_projects() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == build.VERSION

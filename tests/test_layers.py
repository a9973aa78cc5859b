"""Conventions about where things may stand, checked by reading the code."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("kit", "storage", "faq", "bot", "admin")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def lines_with(pattern: str) -> set[str]:
    """The files, by their path from the root, that hold `pattern` outside comments."""
    wanted = re.compile(pattern)
    return {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if any(wanted.search(line.partition("  #")[0]) for line in path.read_text("utf-8").splitlines())
    }


def test_imports_point_one_way() -> None:
    ended = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", str(ROOT / ".importlinter")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout


def test_one_file_commits() -> None:
    # The copy that a backup makes is a file of its own, not the store.
    assert lines_with(r"\.commit\(") - {"storage/backup/dumps.py"} == {"storage/unit_of_work.py"}


def test_one_file_asks_for_the_time() -> None:
    assert lines_with(r"\b(datetime\.now|utcnow|date\.today|time\.time)\(") == {"kit/clock.py"}


def test_nothing_is_unpickled_or_evaluated() -> None:
    assert lines_with(r"^\s*(import|from) (pickle|marshal|shelve)\b|(?<![.\w])(eval|exec)\(") == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_brings_a_package_of_our_name(package: str) -> None:
    owners = set(packages_distributions().get(package, [])) - {"xiansuo"}
    assert not owners, f"{owners} would shadow our {package}"

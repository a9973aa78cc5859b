"""What an installed copy needs beside its code: templates, texts, the corpus, migrations."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("kit", "storage", "faq", "bot", "admin")
SETUP = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
DATA = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*"))
    if path.is_file() and path.suffix not in (".py", ".pyc")
]


@pytest.mark.parametrize("path", DATA, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_beside_the_code_is_installed_with_it(path: Path) -> None:
    assert any(fnmatch(path.name, pattern) for pattern in SETUP["package-data"]["*"])


def test_every_package_and_the_front_door_are_installed() -> None:
    wanted = SETUP["packages"]["find"]["include"]
    found = [name for name in PACKAGES if any(fnmatch(name, pattern) for pattern in wanted)]
    assert (tuple(found), SETUP["py-modules"]) == (PACKAGES, ["xiansuo"])

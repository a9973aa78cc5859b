"""What an installed copy needs beside its code: templates, texts, the corpus, migrations."""

import re
import tomllib
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


@pytest.mark.parametrize("version", ["3.11.0", "3.11.2", "3.12.3", "3.13.5"])
@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock", "requirements-bench.lock"])
def test_a_lock_made_on_one_python_holds_what_every_other_needs(lock: str, version: str) -> None:
    # With hashes, pip refuses a requirement that the lock does not name: the installation would fail.
    locked = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text("utf-8"), re.M)}
    python = {"python_version": version.rpartition(".")[0], "python_full_version": version, "extra": ""}
    here: dict[str, str] = {name: str(value) for name, value in default_environment().items()} | python
    needed = [one for name in sorted(locked) for one in _requirements(name)]
    applying = [one for one in needed if one.marker is None or one.marker.evaluate(here)]
    assert [str(one) for one in applying if canonicalize_name(one.name) not in locked] == []


def _requirements(name: str) -> list[Requirement]:
    try:
        return [Requirement(one) for one in requires(name) or ()]
    except PackageNotFoundError:
        return []

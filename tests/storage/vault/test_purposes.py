"""The closed list of purposes, and what is derived under which name."""

import re
from collections import defaultdict
from pathlib import Path

import storage
from storage.vault.purposes import Purpose
from storage.vault.seeds import Label

ROOT = Path(storage.__file__).parent.parent


def test_every_purpose_and_label_has_a_name_of_its_own() -> None:
    for names in ([one.value for one in Purpose], [one.value for one in Label]):
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)


def test_every_purpose_belongs_to_one_file() -> None:
    """A purpose that two files use would be two kinds of object under one name."""
    used = defaultdict(set)
    for folder in ("storage", "bot", "admin", "kit"):
        for path in (ROOT / folder).rglob("*.py"):
            for name in re.findall(r"Purpose\.([A-Z_]+)", path.read_text()):
                used[name].add(path.relative_to(ROOT).as_posix())
    assert {name: files for name, files in used.items() if len(files) > 1} == {}


def test_nobody_else_opens_the_primitives() -> None:
    """AES-GCM, HPKE and HKDF are called in the vault alone, each in its one file."""
    allowed = {
        "AESGCM": {"sealing.py", "stream.py"},
        "hpke import": {"sealing.py", "seeds.py"},
        "import HKDF": {"seeds.py"},
    }
    for folder in ("storage", "bot", "admin", "kit"):
        for path in (ROOT / folder).rglob("*.py"):
            for name, files in allowed.items():
                assert name not in path.read_text() or (path.parent.name == "vault" and path.name in files), path

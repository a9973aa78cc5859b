"""Writes the table of promises for the page `/verify`: `python docs/promises.py`. A test says when it is behind.

English and the tests come from docs/threat-model.md; the Chinese sentences stand in docs/promises.zh-CN.yaml, each
under its English one, so that a changed promise asks for its translation anew.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import yaml

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "docs" / "threat-model.md"
CHINESE: Final = ROOT / "docs" / "promises.zh-CN.yaml"
TARGET: Final = ROOT / "bot" / "verify" / "promises.json"


def table() -> list[tuple[str, list[str]]]:
    """Every promise as (English sentence, tests) in the order of the document."""
    part = SOURCE.read_text("utf-8").partition("## What is promised")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")]
    return [(cells[0], re.findall(r"`([^`]+)`", cells[-1])) for cells in rows[2:]]


def chinese() -> dict[str, str]:
    """The Chinese sentence of each English one."""
    found: dict[str, str] = yaml.safe_load(CHINESE.read_text("utf-8"))
    return found


def written() -> str:
    """What the file has to hold; raises LookupError naming promises without Chinese."""
    known, rows = chinese(), table()
    missing = [promise for promise, _ in rows if promise not in known]
    if missing:
        raise LookupError(f"{CHINESE.name} lacks: {'; '.join(missing)}")
    made = [{"zh_CN": known[promise], "en": promise, "tests": tests} for promise, tests in rows]
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(written(), "utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(table())} promises")

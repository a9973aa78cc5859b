"""Writes the pages of what opened when things were stolen: `python docs/compromise.py`.

Everything stands in docs/compromise.yaml: the words, the table, and what each row may open. Tests play the rows and
fail where anything else opens; another one says when the pages are behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).resolve().parent.parent
TABLE: Final = ROOT / "docs" / "compromise.yaml"
PAGES: Final = {"en": ROOT / "docs" / "compromise.md", "zh": ROOT / "docs" / "compromise.zh-CN.md"}
PARTS: Final = ("at_rest", "roles", "together", "insiders")
PLAYED: Final = "tests/compromise/test_insiders.py"


def table() -> dict[str, Any]:
    """The table as it stands."""
    found: dict[str, Any] = yaml.safe_load(TABLE.read_text("utf-8"))
    return found


def written(language: str) -> str:
    """What a page has to hold; `language` is en or zh."""
    known = table()
    page: str = known["page"][language]
    return page.format(**{part: _part(known, part, language) for part in PARTS})


def _part(known: Mapping[str, Any], part: str, language: str) -> str:
    head = known["words"][part][language]
    ruler = "|" + "---|" * (head.count("|") - 1)
    rows = (f"| {' | '.join(_cells(known, row, language))} |" for row in known[part])
    return "\n".join([head, ruler, *rows])


def _cells(known: Mapping[str, Any], row: Mapping[str, Any], language: str) -> list[str]:
    """Who, then what they have or what comes of it, what opened, and a remark or the tests."""
    join = known["words"]["join"][language]
    opened = join.join(known["findings"][kind][language] for kind in row["opens"])
    told = f"**{opened}**" if opened else known["words"]["nothing"][language]
    limit = known["limits"][row["limit"]][language] if "limit" in row else ""
    limit = limit and f"*{known['words']['limit'][language]}{limit}*"
    if "then" in row:
        tests = dict.fromkeys(one.partition("::")[0] for one in row.get("tests", ()))
        tried = ", ".join(f"`{one}`" for one in [*([PLAYED] if row.get("played") else []), *tests])
        return [row["who"][language], " ".join(filter(None, [row["then"][language], limit])), told, tried]
    has = [row["holds"][language]] if "holds" in row else []
    because = row["because"][language] if "because" in row else ""
    return [row["who"][language], *has, told, join.join(filter(None, [because, limit]))]


if __name__ == "__main__":
    for language, page in PAGES.items():
        page.write_text(written(language), "utf-8")
        print(f"{page.relative_to(ROOT)}: {sum(len(table()[part]) for part in PARTS)} rows")

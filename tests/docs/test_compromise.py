"""The pages of what opens when things are stolen are those of the table, and the table is whole."""

import ast
from pathlib import Path
from typing import Any

import pytest

from tests.compromise.insiders import ATTACKS
from tests.docs.test_documents import loaded

ROOT = Path(__file__).resolve().parent.parent.parent
made = loaded(ROOT / "docs" / "compromise.py")
ROWS = [row for part in made.PARTS for row in made.table()[part]]
IDS = [row["key"] for row in ROWS]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_are_what_the_table_gives(language: str) -> None:
    assert made.PAGES[language].read_text("utf-8") == made.written(language), "run: python docs/compromise.py"


def test_everything_is_said_in_both_languages_and_nothing_else() -> None:
    said = [value for value in _mappings(made.table()) if {"en", "zh"} & set(value)]
    assert [value for value in said if set(value) != {"en", "zh"} or not all(value.values())] == []
    assert len(IDS) == len(set(IDS))


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_every_row_is_played_or_names_tests_that_are_there(row: dict[str, Any]) -> None:
    assert row.get("loot") or row.get("played") or row.get("tests")
    for test in row.get("tests", ()):
        file, _, name = test.partition("::")
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_attack_has_its_row() -> None:
    assert set(ATTACKS) == {row["key"] for row in ROWS if row.get("played")}


def test_every_known_limit_stands_in_the_threat_model() -> None:
    limits = (ROOT / "docs" / "threat-model.md").read_text("utf-8").partition("## Known limits")[2]
    named = {row["limit"] for row in ROWS if "limit" in row}
    assert named == set(made.table()["limits"])
    assert [one["en"] for one in made.table()["limits"].values() if f"**{one['en']}" not in limits] == []


def test_whoever_opens_an_identity_that_nobody_approved_is_a_known_limit() -> None:
    assert [row["key"] for row in ROWS if "identity" in row["opens"] and "limit" not in row] == []


def _mappings(value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(found for item in value.values() for found in _mappings(item))]
    if isinstance(value, list):
        return [found for item in value for found in _mappings(item)]
    return []

"""The strict policy on scripts and styles only works when no template needs what it forbids."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(path for package in ("kit", "bot", "admin") for path in (ROOT / package).rglob("*.html"))
SHEETS = sorted(path for package in ("kit", "bot", "admin") for path in (ROOT / package).rglob("*.css"))

FORBIDDEN = {
    "a script inside": r"<script(?![^>]*\bsrc=)",
    "a style inside": r"<style\b|\sstyle\s*=",
    "an event handler": r"<[^>]*\son[a-z]+\s*=",
    "a script address": r"javascript:",
    "something from elsewhere": r"<(script|img|link|iframe|audio|video|source)\b[^>]*(src|href)=[\"'](https?:)?//",
    # Constants of the template and pictures that we draw ourselves; never a value that came from outside.
    "text marked safe": r"(?<!['\"])(?<!\bsvg)\s*\|\s*safe\b",
    "escaping turned off": r"autoescape\s+false",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_nothing_that_the_policy_forbids(path: Path) -> None:
    body = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    found = [name for name, pattern in FORBIDDEN.items() if re.search(pattern, body, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_no_text_of_its_own(path: Path) -> None:
    body = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(r"[\u4e00-\u9fff]+", body) == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_sheet_fetches_nothing(path: Path) -> None:
    assert not re.search(r"url\(|@import|@font-face", path.read_text("utf-8"))

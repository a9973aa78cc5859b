"""What the documents name exists: tests, commands, targets, settings, links; and some things they never name."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer
from fastapi import FastAPI

import xiansuo
from admin.api.router import router
from faq.commands import app as faq

ROOT = Path(__file__).resolve().parent.parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")])
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.png"))
MOST_BYTES = 150 * 1024
MOST_PICTURES = 6
COMMAND = re.compile(r"`(?:sudo )?xiansuo ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)")
TYPED = re.compile(r"^(?:sudo )?xiansuo ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)", re.M)
TARGET = re.compile(r"`(?:sudo )?make ([a-z]+)")
TYPED_TARGET = re.compile(r"(?:^|&& )(?:sudo )?make ([a-z]+)", re.M)
FENCED = re.compile(r"^```\n(.*?)^```", re.M | re.S)
SETTING = re.compile(r"\b(XIANSUO_[A-Z_]+[A-Z]|TELEGRAM_BOT_TOKEN)\b")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TEST_FILE = re.compile(r"`(tests/[^`]+\.py)`")
# Put together from pieces, so that this file does not hold what it looks for.
UNWANTED = {
    "a package registry": re.compile("py" + r"pi\.org|python" + r"hosted|npm" + r"js\.|crates" + r"\.io"),
    "a path of one machine": re.compile("/" + r"(?:root|work|home|Users|tmp)\b/?"),
    "an issue's number": re.compile(r"(?<![\w/&])#\d+\b|\bissues?/\d+"),
}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands_of(text: str) -> set[str]:
    return set(COMMAND.findall(text)) | set(TYPED.findall(typed(text)))


def targets_of(text: str) -> set[str]:
    return set(TARGET.findall(text)) | set(TYPED_TARGET.findall(typed(text)))


def typed(text: str) -> str:
    """What stands in blocks to be typed."""
    return "".join(FENCED.findall(text))


def below(app: typer.Typer) -> dict[str, Any]:
    """The commands of an application, by name; groups have `commands` of their own."""
    return dict(vars(typer.main.get_command(app))["commands"])


def is_command(words: list[str]) -> bool:
    """Whether the first word is a command, and the second one of its own where it has any."""
    mine = below(xiansuo.app)
    if words[0] != "faq" and words[0] not in mine:
        return False
    own = below(faq) if words[0] == "faq" else getattr(mine[words[0]], "commands", None)
    return own is None or len(words) == 1 or words[1] in own


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_test_that_is_named_exists(document: Path) -> None:
    missing = [name for name in TEST_FILE.findall(document.read_text("utf-8")) if not (ROOT / name).is_file()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_command_and_target_that_is_named_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    assert [words for words in sorted(commands_of(text)) if not is_command(words.split())] == []
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert sorted(targets_of(text) - targets) == []


def test_the_commands_of_the_readme_tell_what_they_do() -> None:
    for words in sorted({name for name in commands_of(READMES[0].read_text("utf-8")) if is_command(name.split())}):
        asked = [sys.executable, "xiansuo.py", *words.split(), "--help"]
        told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert told.returncode == 0, words
        assert "Usage" in told.stdout, words


def test_both_readmes_name_the_same_commands_targets_settings_and_documents() -> None:
    english, chinese = (file.read_text("utf-8") for file in READMES)
    assert commands_of(english) == commands_of(chinese)
    assert targets_of(english) == targets_of(chinese) != set()
    assert set(SETTING.findall(english)) == set(SETTING.findall(chinese))
    assert documents_of(english) == documents_of(chinese)


def documents_of(text: str) -> set[str]:
    """The documents a README points to, whatever their language."""
    own = ("README.md", "README.zh-CN.md")
    return {link.replace(".zh-CN", "") for link in LINK.findall(text) if link.endswith(".md") and link not in own}


def test_the_tables_of_settings_are_those_of_the_program() -> None:
    tables = loaded(ROOT / "docs" / "settings.py")
    for file, chinese in zip(READMES, (False, True), strict=True):
        text = file.read_text("utf-8")
        assert tables.written(text, chinese) == text, "run: python docs/settings.py"
        assert tables.table(chinese) in text


@pytest.mark.parametrize("place", [*DOCUMENTS, *sorted((ROOT / "deploy").iterdir())], ids=named)
def test_every_setting_that_is_named_is_one_of_the_programs(place: Path) -> None:
    known = {one.variable for one in loaded(ROOT / "docs" / "settings.py").settings()}
    assert set(SETTING.findall(place.read_text("utf-8"))) - known == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(document: Path) -> None:
    for link in LINK.findall(document.read_text("utf-8")):
        if link.startswith(("https:", "http:", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def anchors(document: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("place", [*DOCUMENTS, *sorted((ROOT / "deploy").iterdir())], ids=named)
def test_nothing_is_told_of_registries_machines_and_trackers(place: Path) -> None:
    text = place.read_text("utf-8")
    if place.name == "install.sh":
        text = text.replace('"/home/*"', "").replace("/home/*)", "")
    assert [what for what, pattern in UNWANTED.items() if pattern.search(text)] == []


def test_pictures_are_few_small_and_all_shown() -> None:
    assert len(PICTURES) <= MOST_PICTURES
    assert [picture.name for picture in PICTURES if picture.stat().st_size > MOST_BYTES] == []
    shown = "".join(file.read_text("utf-8") for file in READMES)
    assert [picture.name for picture in PICTURES if picture.name not in shown] == []


def test_the_two_handbooks_of_operators_have_the_same_commands_in_the_same_order() -> None:
    english, chinese = (
        FENCED.findall((ROOT / "docs" / name).read_text("utf-8"))
        for name in ("operators.md", "operators.zh-CN.md")
    )
    assert [first_words(block) for block in english] == [first_words(block) for block in chinese]


def test_the_page_on_the_api_names_every_route() -> None:
    described = FastAPI()
    described.include_router(router)
    there = {(method.upper(), path) for path, methods in described.openapi()["paths"].items() for method in methods}
    told = re.findall(r"^\| `(GET|POST) (/api/v1/[a-z/-]+)", (ROOT / "docs" / "api.md").read_text("utf-8"), re.M)
    assert set(told) == there


def first_words(block: str) -> list[str]:
    """The beginnings of a block's lines: what stands behind may be words of a language."""
    return [line.split()[0].partition("=")[0] for line in block.splitlines() if line.strip()]

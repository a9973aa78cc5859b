"""Every text key the dialog can name is in both catalogues, with the values it needs."""

import ast
import re
from pathlib import Path

import pytest

import bot.dialog
from admin.workflow.conclusions import Conclusion
from admin.workflow.rewards import RewardState
from admin.workflow.states import State
from bot.dialog.model import CATEGORIES, Words
from bot.dialog.steps import ALL
from kit.catalogue import DEFAULT_LANGUAGE, LANGUAGES, Catalogue, placeholders

_TEXTS = Catalogue.load("bot")
_SOURCES = sorted(Path(bot.dialog.__file__).parent.rglob("*.py"))
_GROUPS = {key.partition(".")[0] for key in _TEXTS.keys(DEFAULT_LANGUAGE)}
_KEY = re.compile(r"([a-z_]+)\.[a-z_0-9]+")


def _strings(source: Path) -> set[str]:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    inside_f = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside_f
    }


def test_both_languages_say_the_same_things() -> None:
    _TEXTS.check()


@pytest.mark.parametrize("source", _SOURCES, ids=lambda path: path.stem)
def test_every_key_written_in_the_code_has_a_text(source: Path) -> None:
    keys = {text for text in _strings(source) if (match := _KEY.fullmatch(text)) and match.group(1) in _GROUPS}
    assert {key for key in keys if not _TEXTS.has(key)} == set()


@pytest.mark.parametrize("step", ALL, ids=lambda step: step.id)
def test_every_question_has_its_text(step: object) -> None:
    name = getattr(step, "id")  # noqa: B009 - parametrize hands over an object
    assert _TEXTS.has(f"ask.{name}")
    assert not getattr(step, "in_review") or _TEXTS.has(f"review.{name}")  # noqa: B009


def test_every_category_has_a_name() -> None:
    assert {one for one in CATEGORIES if not _TEXTS.has(f"category.{one}")} == set()


def test_whatever_the_ledger_may_answer_has_words() -> None:
    keys = [f"state.{state.value}" for state in State]
    keys += [f"{group}.{one.value}" for one in Conclusion for group in ("conclusion", "result")]
    keys += [
        f"{group}{state.value}" for state in RewardState for group in ("reward.", "line.reward_", "machine.reward_")
    ]
    assert {key for key in keys if not _TEXTS.has(key)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_longer_than_a_phone_screen_bears(language: str) -> None:
    limit = 110 if language == DEFAULT_LANGUAGE else 330
    assert [key for key in _TEXTS.keys(language) if len(_TEXTS.text(key, language, **_filled(key))) > limit] == []


def test_the_first_page_is_brief() -> None:
    said = [_TEXTS.text(f"menu.{name}") for name in ("title", "hint_messenger")]
    assert sum(len(text) for text in said) < 60


def shown(words: Words, language: str) -> str:
    return _TEXTS.text(words.key, language, **words.values) if words.key else words.text


def _filled(key: str) -> dict[str, str]:
    return dict.fromkeys(placeholders(_TEXTS._texts[DEFAULT_LANGUAGE][key]), "")

"""What random input once broke stays mended, and the search for more can find it."""

import random
import string
from pathlib import Path

import pytest

from bench import fuzz, fuzz_guided
from bench.fuzz_seeds import ANYTHING, seeds
from bench.fuzz_targets import TARGETS, kept_promise

FOUND = sorted(fuzz.FOUND.rglob("*/*"))
NAMES = {name.replace(" ", "-"): name for name in TARGETS}


@pytest.mark.parametrize("file", FOUND, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_what_was_found_is_a_value_or_a_named_error_now(file: Path) -> None:
    assert kept_promise(TARGETS[NAMES[file.parent.name]], file.read_bytes()) is None


@pytest.mark.parametrize("name", TARGETS)
def test_the_search_begins_with_inputs_that_are_read(name: str) -> None:
    genuine = seeds(name)[: -len(ANYTHING)]
    assert genuine
    for data in genuine:
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
def test_a_hundred_neighbours_of_these_keep_the_promise(name: str) -> None:
    draw = random.Random(7)
    for _ in range(100):
        assert kept_promise(TARGETS[name], fuzz.mutate(draw.choice(seeds(name)), draw)) is None


def test_the_guided_search_attacks_parsers_of_the_list() -> None:
    assert set(fuzz_guided.GUIDED) <= set(TARGETS)


def test_the_search_finds_a_parser_that_breaks_and_keeps_what_broke_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fuzz, "FOUND", tmp_path)
    monkeypatch.setitem(TARGETS, "button", lambda data: "abc"[len(data) % 5])
    assert fuzz.attack("button", 0.2, 1) == 1
    (kept,) = tmp_path.rglob("*/*")
    assert kept.parent.name == "button"
    assert set(kept.name) <= set(string.hexdigits)

"""The promises about quality, on questions that no alias was copied from, with room for a word or two."""

import random
from pathlib import Path

import pytest

from faq import noise
from faq.evaluate import Case, evaluate, read_cases
from faq.match import Matcher

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [case for name in ("own", "fresh") for case in read_cases(HERE / f"{name}_queries.jsonl")]


@pytest.fixture(scope="module")
def asked(cases: list[Case]) -> list[Case]:
    picked = [case for case in cases if case.has_entry]
    random.Random(5).shuffle(picked)
    return picked[:125]


def first(matcher: Matcher, cases: list[Case]) -> float:
    return sum(matcher.ask(case.question).ids[:1] == case.want for case in cases) / len(cases)


def test_colloquial_and_confusable_questions_find_their_entry(matcher: Matcher, cases: list[Case]) -> None:
    tallies = evaluate(matcher.ask, cases)
    for kind, r1, r3 in (("colloquial", 0.94, 0.98), ("confusable", 0.95, 0.98)):
        assert tallies[kind].first / tallies[kind].ranked >= r1
        assert tallies[kind].top3 / tallies[kind].ranked >= r3


def test_wrong_direct_answers_are_rare(matcher: Matcher, cases: list[Case]) -> None:
    tallies = evaluate(matcher.ask, cases)
    assert tallies["all"].wrong_direct / tallies["all"].total <= 0.01
    assert tallies["near"].wrong_direct / tallies["near"].total <= 0.02
    assert tallies["far"].wrong_direct == 0


def test_situations_are_recognised(matcher: Matcher, cases: list[Case]) -> None:
    situations = evaluate(matcher.ask, cases)["situation"]
    assert situations.lanes_found / situations.lanes >= 0.95


@pytest.mark.parametrize("kind", noise.KINDS)
def test_noise_costs_little(matcher: Matcher, asked: list[Case], kind: str) -> None:
    chance = random.Random(9)
    noisy = [Case(noise.KINDS[kind](case.question, chance), case.want, kind) for case in asked]
    allowed = 0.08 if kind == "dropped" else 0.04
    assert first(matcher, asked) - first(matcher, noisy) <= allowed

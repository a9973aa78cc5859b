"""Learns the tuning from questions with known answers, and from the corpus itself.

The corpus teaches by holding its own aliases out, a fold at a time, so that every alias is once a question that the
matcher has not seen. The file adds questions from other hands and those that have no answer here.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from faq import text
from faq.corpus import Corpus
from faq.evaluate import NONE, Case
from faq.features import NAMES, Features, Measured
from faq.learning import Choice, Judged, learn_choice, learn_judge
from faq.match import CANDIDATES
from faq.tuning import SURE_NAMES, Tuning, standing

FOLDS = 6
ALIAS_WEIGHT = 0.3
"""An alias held out is harder than a question: its kin were written to differ from it."""
NONE_WEIGHT = 2.0
WRONG_ALLOWED = 0.005
"""Share of all questions that may be answered directly and wrongly, when the threshold is chosen."""
LOST_ALLOWED = 0.012
"""Share of questions with an answer among the first three that may be refused."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question, its measured candidates, and the place of the right one; None when none of them is right."""

    length: int
    items: Sequence[Measured]
    right: int | None
    weight: float
    has_answer: bool


def calibrate(corpus: Corpus, cases: Sequence[Case]) -> Tuning:
    """The tuning for this corpus. Takes about a minute for a hundred entries; the same input gives the same tuning."""
    examples = [*_from_aliases(corpus), *_from_cases(corpus, cases)]
    known = [e for e in examples if e.right is not None]
    choices = [Choice([i.values for i in e.items], e.right or 0, e.weight) for e in known]
    rank = dict(zip(NAMES, learn_choice(choices), strict=True))
    ranking = Tuning(rank, dict.fromkeys(SURE_NAMES, 0.0), 0.0, 1.0, 0.0)
    judged = [_judged(ranking, example) for example in examples if example.items]
    answer_from, suggest_from = _thresholds(judged, examples)
    weights, bias = learn_judge(judged)
    return replace(
        ranking,
        sure=dict(zip(SURE_NAMES, weights, strict=True)),
        bias=bias,
        answer_from=answer_from,
        suggest_from=suggest_from,
    )


def _judged(ranking: Tuning, example: Example) -> Judged:
    scores = [ranking.score(item.values) for item in example.items]
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    best = example.items[order[0]]
    row = standing([scores[place] for place in order], best.values, example.length)
    return Judged(row, order[0] == example.right, example.weight)


def _thresholds(judged: Sequence[Judged], examples: Sequence[Example]) -> tuple[float, float]:
    """Chosen on chances that were learned without the question in hand (two halves, each judging the other)."""
    chances = [0.0] * len(judged)
    for half in (0, 1):
        weights, bias = learn_judge([j for place, j in enumerate(judged) if place % 2 != half])
        tuning = Tuning({}, dict(zip(SURE_NAMES, weights, strict=True)), bias, 1.0, 0.0)
        for place in range(half, len(judged), 2):
            chances[place] = tuning.sureness(judged[place].row)
    total = sum(j.weight for j in judged)
    wrong = 0.0
    answer_from = 1.0
    for chance, j in sorted(zip(chances, judged, strict=True), key=lambda pair: -pair[0]):
        wrong += 0 if j.right else j.weight
        if wrong > WRONG_ALLOWED * total:
            break
        answer_from = chance
    kept = sorted(chance for chance, j in zip(chances, judged, strict=True) if j.right)
    return round(answer_from, 4), round(kept[int(LOST_ALLOWED * len(kept))], 4)


def _from_aliases(corpus: Corpus) -> Iterator[Example]:
    chooser = random.Random(0)
    fold = {(entry.id, alias): chooser.randrange(FOLDS) for entry in corpus.entries for alias in entry.aliases}
    for part in range(FOLDS):
        rest = Corpus(
            tuple(
                replace(entry, aliases=tuple(alias for alias in entry.aliases if fold[entry.id, alias] != part))
                for entry in corpus.entries
            )
        )
        features = Features(rest)
        for entry in corpus.entries:
            for alias in entry.aliases:
                if fold[entry.id, alias] == part:
                    yield _example(features, alias, (entry.id,), ALIAS_WEIGHT)


def _from_cases(corpus: Corpus, cases: Sequence[Case]) -> Iterator[Example]:
    features = Features(corpus)
    for case in cases:
        if case.has_entry or case.want == (NONE,):
            yield _example(features, case.question, case.want, 1.0 if case.has_entry else NONE_WEIGHT)


def _example(features: Features, question: str, want: Sequence[str], weight: float) -> Example:
    plain = text.bare(question)
    best: dict[int, Measured] = {}
    for asked, keep in zip(features.readings(plain) if plain else (), CANDIDATES, strict=False):
        for item in features.measure(asked, keep):
            if item.number not in best or sum(item.values[:3]) > sum(best[item.number].values[:3]):
                best[item.number] = item
    items = list(best.values())
    right = next((place for place, i in enumerate(items) if features.corpus.entries[i.number].id in want), None)
    return Example(len(plain), items, right, weight, want != (NONE,))

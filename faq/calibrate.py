"""Learns the tuning from questions with known answers, and from the corpus itself (see `faq.lessons`)."""

from collections.abc import Sequence
from dataclasses import replace

from faq.corpus import Corpus
from faq.evaluate import Case
from faq.features import NAMES
from faq.learning import Choice, Judged, Row, learn_choice, learn_judge
from faq.lessons import Lesson, lessons
from faq.tuning import BARE, SURE_NAMES, Tuning, standing

WRONG_ALLOWED = 0.005
"""Share of all questions that may be answered directly and wrongly, when the threshold is chosen."""
LOST_ALLOWED = 0.012
"""Share of questions with an answer among the first three that may be refused."""
CLASH = -0.5
"""A long number that other entries speak of and this one does not always tells against it. Held-out aliases teach the
contrary: the number that one of them alone has is missing from its own entry."""


def calibrate(corpus: Corpus, cases: Sequence[Case]) -> Tuning:
    """The tuning for this corpus. Takes some minutes for a hundred entries; the same input gives the same tuning."""
    learned = [lesson for lesson in lessons(corpus, cases) if lesson.items]
    choices = [Choice([_split(i.values) for i in e.items], e.right, e.weight) for e in learned if e.right]
    weights = learn_choice(choices)
    rank = dict(zip(NAMES, weights[: len(NAMES)], strict=True)) | {"number_clash": CLASH}
    bare = dict(zip(NAMES, weights[len(NAMES) :], strict=True)) | {"number_clash": 0.0}
    ranking = Tuning(rank, bare, {}, 0.0, 1.0, 0.0)
    judged = [_judged(ranking, lesson) for lesson in learned]
    answer_from, suggest_from = _thresholds(judged)
    sure, bias = learn_judge(judged)
    return replace(
        ranking,
        sure=dict(zip(SURE_NAMES, sure, strict=True)),
        bias=bias,
        answer_from=answer_from,
        suggest_from=suggest_from,
    )


def _split(values: Row) -> Row:
    """The features as they are, and once more as far as the entry is bare: columns for `rank` and for `bare`."""
    return (*values, *(value * values[BARE] for value in values))


def _judged(ranking: Tuning, lesson: Lesson) -> Judged:
    scores = [ranking.score(item.values) for item in lesson.items]
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    best: dict[int, int] = {}
    for place in order:
        best.setdefault(lesson.items[place].number, place)
    first = order[0]
    row = standing([scores[place] for place in best.values()], lesson.items[first].values, lesson.length)
    return Judged(row, first in lesson.right, lesson.weight)


def _thresholds(judged: Sequence[Judged]) -> tuple[float, float]:
    """Chosen on chances that were learned without the question in hand (two halves, each judging the other)."""
    chances = [0.0] * len(judged)
    for half in (0, 1):
        weights, bias = learn_judge([j for place, j in enumerate(judged) if place % 2 != half])
        tuning = Tuning({}, {}, dict(zip(SURE_NAMES, weights, strict=True)), bias, 1.0, 0.0)
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

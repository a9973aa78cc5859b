"""Postings and weights for one way of reading the corpus (writing, meaning or sound).

A channel sees every wording as a short string and compares by the cosine of its 1- and 2-grams, weighted by rarity.
Grams of a question that no entry has count in its norm: a question about something else scores low everywhere.
Everything is plain Python; vectors of single wordings are made when an entry first becomes a candidate.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

SCAN = 20_000
"""Postings read for one question and channel, rarest grams first. Bounds the time at any corpus size."""
KEPT = 2_000
"""Entries whose wording vectors are kept in memory."""

Wording = dict[str, list[tuple[int, float]]]
"""Gram to (number of the wording, its normalised weight there)."""


def grams(form: str) -> list[str]:
    """Its characters and pairs of neighbours."""
    return [*form, *map("".join, pairwise(form))]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as one channel weighs it: normalised gram weights, unseen grams included in the norm only."""

    form: str
    weights: dict[str, float]
    unseen: float
    """Share of the squared norm that no entry knows, 0 to 1."""


class Channel:
    """Built from the forms of each entry's wordings, the question first."""

    def __init__(self, forms: Sequence[Sequence[str]]) -> None:
        self.forms = forms
        self.size = len(forms)
        entries: dict[str, array[int]] = defaultdict(lambda: array("I"))
        counts: dict[str, array[float]] = defaultdict(lambda: array("f"))
        for number, wordings in enumerate(forms):
            tally = Counter(gram for form in wordings for gram in set(grams(form)))
            for gram, count in tally.items():
                entries[gram].append(number)
                counts[gram].append(_damped(count, len(wordings)))
        self.entries, self.counts = dict(entries), dict(counts)
        self.idf = {gram: log(1 + self.size / len(found)) for gram, found in entries.items()}
        self.idf_unseen = log(1 + self.size / 0.5)
        self.norms = self._norms()
        self._wordings: dict[int, Wording] = {}

    def _norms(self) -> "array[float]":
        squares = array("d", bytes(8 * self.size))
        for gram, found in self.entries.items():
            weight = self.idf[gram]
            for number, count in zip(found, self.counts[gram], strict=True):
                squares[number] += (weight * count) ** 2
        return array("d", (sqrt(square) or 1.0 for square in squares))

    def query(self, form: str) -> Query:
        tally = Counter(grams(form))
        raw = {gram: self.idf.get(gram, self.idf_unseen) * (1 + log(count)) for gram, count in tally.items()}
        total = sum(weight * weight for weight in raw.values())
        norm = sqrt(total) or 1.0
        seen = {gram: weight / norm for gram, weight in raw.items() if gram in self.idf}
        return Query(form, seen, max(0.0, 1.0 - sum(weight * weight for weight in seen.values())) if raw else 1.0)

    def documents(self, query: Query) -> dict[int, float]:
        """Entry to cosine between the question and all its wordings as one document. At most SCAN postings are read."""
        scores: dict[int, float] = defaultdict(float)
        budget = SCAN
        for gram in sorted(query.weights, key=lambda gram: len(self.entries[gram])):
            found = self.entries[gram]
            if len(found) > budget:
                break
            budget -= len(found)
            weight = query.weights[gram] * self.idf[gram]
            for number, count in zip(found, self.counts[gram], strict=True):
                scores[number] += weight * count
        return {number: score / self.norms[number] for number, score in scores.items()}

    def wordings(self, number: int, query: Query) -> list[float]:
        """Cosine of the question with each wording of one entry."""
        rows = self._wordings.get(number) or self._prepare(number)
        scores = [0.0] * len(self.forms[number])
        for gram, weight in query.weights.items():
            for place, other in rows.get(gram, ()):
                scores[place] += weight * other
        return scores

    def _prepare(self, number: int) -> Wording:
        rows: Wording = {}
        for place, form in enumerate(self.forms[number]):
            raw = {gram: self.idf[gram] * (1 + log(count)) for gram, count in Counter(grams(form)).items()}
            norm = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
            for gram, weight in raw.items():
                rows.setdefault(gram, []).append((place, weight / norm))
        if len(self._wordings) >= KEPT:
            self._wordings.clear()
        self._wordings[number] = rows
        return rows


def _damped(count: int, wordings: int) -> float:
    """How strongly a gram stands for an entry that says it in `count` of its `wordings`."""
    return float(sqrt(count / wordings)) if wordings > 1 else 1.0

"""Postings and weights for one way of reading the corpus (writing, meaning or sound).

A channel sees every wording as a short string and compares 1- and 2-grams, weighted by rarity. Grams of a question
that no entry has count in its norm: a question about something else scores low everywhere. Plain Python throughout;
what is needed of one entry only is worked out when it first becomes a candidate.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, log1p, sqrt

SCAN = 20_000
"""Postings read for one question, rarest grams first. Bounds the time at any corpus size."""
KEPT = 1_000
"""Entries whose portraits are kept in memory."""
SMOOTH = 0.002
BACKGROUND = 0.3

Wordings = dict[str, list[tuple[int, float]]]
"""Gram to (number of the wording, its normalised weight there)."""


def grams(form: str) -> list[str]:
    """Its characters and pairs of neighbours."""
    return [*form, *map("".join, pairwise(form))]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as one channel weighs it: normalised gram weights, grams that no entry has in the norm only."""

    form: str
    weights: dict[str, float]
    size: int
    """Different grams, known or not."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """All wordings of one entry as one document: gram to its normalised weight, and to its log-likelihood ratio."""

    weights: dict[str, float]
    ratios: dict[str, float]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Cosine to the whole entry; share of the question (by weight) that the entry says at all; likelihood per gram."""

    cosine: float
    cover: float
    likely: float


class Channel:
    """Built from the forms of each entry's wordings, the question first."""

    def __init__(self, forms: Sequence[Sequence[str]]) -> None:
        self.forms = forms
        self.size = len(forms)
        entries: dict[str, array[int]] = defaultdict(lambda: array("I"))
        shares: dict[str, array[float]] = defaultdict(lambda: array("f"))
        for number, wordings in enumerate(forms):
            for gram, share in _shares(wordings).items():
                entries[gram].append(number)
                shares[gram].append(share)
        self.entries, self.shares = dict(entries), dict(shares)
        self.idf = {gram: log(1 + self.size / len(found)) for gram, found in entries.items()}
        self.idf_unseen = log(1 + self.size / 0.5)
        self.norms = self._norms()
        self._portraits: dict[int, Portrait] = {}
        self._wordings: dict[int, Wordings] = {}

    def _norms(self) -> "array[float]":
        squares = array("d", bytes(8 * self.size))
        for gram, found in self.entries.items():
            weight = self.idf[gram] ** 2
            for number, share in zip(found, self.shares[gram], strict=True):
                squares[number] += weight * share
        return array("d", (sqrt(square) or 1.0 for square in squares))

    def query(self, form: str) -> Query:
        tally = Counter(grams(form))
        raw = {gram: self.idf.get(gram, self.idf_unseen) * (1 + log(count)) for gram, count in tally.items()}
        norm = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        return Query(form, {gram: weight / norm for gram, weight in raw.items() if gram in self.idf}, len(raw))

    def nearest(self, query: Query) -> dict[int, float]:
        """Entry to cosine with the whole entry, from at most SCAN postings: the commonest grams may go unread."""
        scores: dict[int, float] = defaultdict(float)
        budget = SCAN
        for gram in sorted(query.weights, key=lambda gram: len(self.entries[gram])):
            found = self.entries[gram]
            budget -= len(found)
            if budget < 0:
                break
            weight = query.weights[gram] * self.idf[gram]
            for number, share in zip(found, self.shares[gram], strict=True):
                scores[number] += weight * sqrt(share)
        return {number: score / self.norms[number] for number, score in scores.items()}

    def likeness(self, number: int, query: Query) -> Likeness:
        """The question against the whole entry."""
        portrait = self._portraits.get(number) or self._draw(number)
        cosine = cover = likely = 0.0
        for gram, weight in query.weights.items():
            other = portrait.weights.get(gram)
            if other is not None:
                cosine += weight * other
                cover += weight * weight
                likely += portrait.ratios[gram]
        return Likeness(cosine, cover, likely / sqrt(query.size or 1))

    def wordings(self, number: int, query: Query) -> list[float]:
        """Cosine of the question with each wording of one entry."""
        rows = self._wordings.get(number) or self._spread(number)
        scores = [0.0] * len(self.forms[number])
        for gram, weight in query.weights.items():
            for place, other in rows.get(gram, ()):
                scores[place] += weight * other
        return scores

    def _draw(self, number: int) -> Portrait:
        shares, norm = _shares(self.forms[number]), self.norms[number]
        weights = {gram: self.idf[gram] * sqrt(share) / norm for gram, share in shares.items()}
        ratios = {
            gram: log1p(share * self.size / (BACKGROUND * sum(self.shares[gram]) + SMOOTH * self.size))
            for gram, share in shares.items()
        }
        if len(self._portraits) >= KEPT:
            self._portraits.clear()
        self._portraits[number] = Portrait(weights, ratios)
        return self._portraits[number]

    def _spread(self, number: int) -> Wordings:
        rows: Wordings = {}
        for place, form in enumerate(self.forms[number]):
            raw = {gram: self.idf[gram] * (1 + log(count)) for gram, count in Counter(grams(form)).items()}
            norm = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
            for gram, weight in raw.items():
                rows.setdefault(gram, []).append((place, weight / norm))
        if len(self._wordings) >= KEPT:
            self._wordings.clear()
        self._wordings[number] = rows
        return rows


def _shares(wordings: Sequence[str]) -> dict[str, float]:
    """Gram to the share of the wordings that have it."""
    if len(wordings) == 1:
        return dict.fromkeys(grams(wordings[0]), 1.0)
    tally = Counter(gram for form in wordings for gram in set(grams(form)))
    return {gram: count / len(wordings) for gram, count in tally.items()}

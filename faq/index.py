"""Postings and weights for one way of reading the corpus (writing, meaning or sound).

A channel sees every wording as a short string and compares 1- and 2-grams, weighted by rarity. Grams of a question
that no entry has count in its norm: a question about something else scores low everywhere. Plain Python throughout;
what is said of single entries is made when it is first asked for, and kept.
"""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log, log1p, sqrt
from typing import NamedTuple

SCAN = 1_200
"""Postings read for one question, rarest grams first. Bounds the time at any corpus size."""
RECENT = 1_000
"""Entries that stay worked out."""
SMOOTH = 0.002
BACKGROUND = 0.3


def grams(form: str) -> list[str]:
    """Its characters and pairs of neighbours."""
    return [*form, *map("".join, pairwise(form))]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as one channel weighs it: normalised weights by gram number; unknown grams count in the norm only."""

    weights: Mapping[int, float]
    shares: Mapping[str, float]
    """Of each gram, known or not, the share of the question's weight; they sum to 1."""


class Likeness(NamedTuple):
    """Cosine to the whole entry; share of the question (by weight) that the entry says at all; likelihood per gram."""

    cosine: float
    cover: float
    likely: float


class Channel:
    """Built from the forms of each entry's wordings, the question first. Gram numbers are its own."""

    def __init__(self, forms: Sequence[Sequence[str]]) -> None:
        self.forms = forms
        self.size = len(forms)
        self.number: dict[str, int] = {}
        self.idf = self._rarities()
        self.idf_unseen = log(1 + self.size / 0.5)
        self._recent: dict[int, Mapping[int, float]] = {}

    def _rarities(self) -> "array[float]":
        """Numbers the grams; the weight of each."""
        counts: Counter[str] = Counter()
        for wordings in self.forms:
            counts.update({gram for form in wordings for gram in grams(form)})
        self.number = {gram: number for number, gram in enumerate(counts)}
        return array("d", (log(1 + self.size / count) for count in counts.values()))

    def rarity(self, gram: str) -> float:
        """Its weight before normalising."""
        number = self.number.get(gram)
        return self.idf_unseen if number is None else self.idf[number]

    def query(self, form: str) -> Query:
        raw = {gram: self.rarity(gram) * (1 + log(count)) for gram, count in Counter(grams(form)).items()}
        norm = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        known = {self.number[gram]: weight / norm for gram, weight in raw.items() if gram in self.number}
        return Query(known, {gram: (weight / norm) ** 2 for gram, weight in raw.items()})

    def shares(self, entry: int) -> Mapping[int, float]:
        """By gram number, the share of the entry's wordings that say it."""
        found = self._recent.get(entry)
        if found is None:
            if len(self._recent) > RECENT:
                self._recent.clear()
            found = self._recent[entry] = self._shares_of(entry)
        return found

    def _shares_of(self, entry: int) -> Mapping[int, float]:
        return {self.number[gram]: share for gram, share in _shares(self.forms[entry]).items()}


class SearchChannel(Channel):
    """A channel that also finds: it keeps beside each gram the entries that say it, with the gram's weight there."""

    def _rarities(self) -> "array[float]":
        """All postings lie in two arrays, gram after gram: one small array a gram would cost more than its content."""
        said, parts, ends = self._read()
        counts = Counter(said)
        starts = self._starts = array("I", accumulate((counts[number] for number in range(len(counts))), initial=0))
        self._entries, self._weights = array("I", said), array("f", parts)
        free = starts[:]
        for entry, (begin, end) in enumerate(pairwise(ends)):
            for number, share in zip(said[begin:end], parts[begin:end], strict=True):
                place = free[number]
                free[number] = place + 1
                self._entries[place], self._weights[place] = entry, share
        sums = (sum(self._weights[begin:end]) for begin, end in pairwise(starts))
        self._usual = array("d", (BACKGROUND * total / self.size + SMOOTH for total in sums))
        idf = array("d", (log(1 + self.size / (end - begin)) for begin, end in pairwise(starts)))
        self._normalise(idf)
        return idf

    def _read(self) -> tuple["array[int]", "array[float]", list[int]]:
        """Entry after entry the grams it says, the shares of its wordings that say them, and where each entry ends."""
        said, parts, ends = array("I"), array("f"), [0]
        for wordings in self.forms:
            for gram, share in _shares(wordings).items():
                said.append(self.number.setdefault(gram, len(self.number)))
                parts.append(share)
            ends.append(len(said))
        return said, parts, ends

    def _normalise(self, idf: Sequence[float]) -> None:
        """Replaces each share beside a posting by the normalised weight of the gram in that entry."""
        squares = [0.0] * self.size
        for weight, (begin, end) in zip(idf, pairwise(self._starts), strict=True):
            for place in range(begin, end):
                squares[self._entries[place]] += weight * weight * self._weights[place]
        norms = self.norms = array("d", (sqrt(square) or 1.0 for square in squares))
        for weight, (begin, end) in zip(idf, pairwise(self._starts), strict=True):
            for place in range(begin, end):
                self._weights[place] = weight * sqrt(self._weights[place]) / norms[self._entries[place]]

    def nearest(self, query: Query) -> dict[int, float]:
        """Entry to cosine with the whole entry, from at most SCAN postings: the commonest grams may go unread."""
        scores: dict[int, float] = {}
        budget, starts = SCAN, self._starts
        for number in sorted(query.weights, key=lambda number: starts[number + 1] - starts[number]):
            begin, end = starts[number], starts[number + 1]
            if end - begin > budget:
                break
            budget -= end - begin
            weight = query.weights[number]
            for entry, other in zip(self._entries[begin:end], self._weights[begin:end], strict=True):
                scores[entry] = scores.get(entry, 0.0) + weight * other
        return scores

    def likeness(self, entry: int, query: Query) -> Likeness:
        """The question against the whole entry."""
        shares = self.shares(entry)
        cosine = cover = likely = 0.0
        for number, weight in query.weights.items():
            share = shares.get(number)
            if share is not None:
                cosine += weight * self.idf[number] * sqrt(share)
                cover += weight * weight
                likely += log1p(share / self._usual[number])
        return Likeness(cosine / self.norms[entry], cover, likely / sqrt(len(query.shares) or 1))


def _shares(wordings: Sequence[str]) -> Mapping[str, float]:
    """Gram to the share of the wordings that have it."""
    if len(wordings) == 1:
        return dict.fromkeys(grams(wordings[0]), 1.0)
    tally = Counter(gram for form in wordings for gram in set(grams(form)))
    step = [count / len(wordings) for count in range(len(wordings) + 1)]
    return {gram: step[count] for gram, count in tally.items()}

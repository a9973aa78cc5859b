"""The single wordings of each entry, for the cosine of a question with the nearest of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from faq.index import RECENT, Channel, Query, grams


@dataclass(frozen=True, slots=True)
class Spread:
    """One entry: by gram number the places of the wordings that say it, and each wording's norm."""

    places: Mapping[int, tuple[int, ...]]
    norms: Sequence[float]


class Wordings:
    """Built on a channel, whose gram numbers and weights it shares."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._recent: dict[int, Spread] = {}

    def cosines(self, entry: int, query: Query) -> list[float]:
        """One for each wording of the entry, in their order."""
        spread, idf = self._spread(entry), self._channel.idf
        scores = [0.0] * len(spread.norms)
        for number, weight in query.weights.items():
            found = spread.places.get(number)
            if found is not None:
                part = weight * idf[number]
                for place in found:
                    scores[place] += part
        return [score / norm for score, norm in zip(scores, spread.norms, strict=True)]

    def _spread(self, entry: int) -> Spread:
        found = self._recent.get(entry)
        if found is None:
            if len(self._recent) > RECENT:
                self._recent.clear()
            found = self._recent[entry] = self._spread_of(entry)
        return found

    def _spread_of(self, entry: int) -> Spread:
        known, idf = self._channel.number, self._channel.idf
        places: dict[int, list[int]] = {}
        norms = []
        for place, form in enumerate(self._channel.forms[entry]):
            numbers = [known[gram] for gram in set(grams(form))]
            norms.append(sqrt(sum(idf[number] ** 2 for number in numbers)) or 1.0)
            for number in numbers:
                places.setdefault(number, []).append(place)
        return Spread({number: tuple(found) for number, found in places.items()}, norms)

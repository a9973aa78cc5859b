"""Guesses what was meant when a question is misspelt: homophones, pinyin, swapped and dropped characters.

A noisy channel in the small: the corpus itself says which characters follow one another, each kind of slip has a
price, and the cheapest reading of the question wins (Viterbi over its characters). A question that the corpus
supports as it stands is left alone, and so is one about something else, where no slip would buy anything.
"""

from collections import Counter
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from math import log

from faq import phonetics
from faq.index import Channel, grams

LONGEST = 24
"""Characters that are repaired; longer texts are stories, whose wording carries itself."""
LONGEST_SPELT = 64
"""The same for text with Latin letters, which says little as it stands."""
ALIKE = 14
"""Characters considered for one sound, the commonest of the corpus."""
PAIRS = 20_000
"""Pairs of characters whose cost is remembered."""
KEPT = 4_000
"""Characters whose look-alikes are remembered."""
BEAM, SPELT_BEAM = 8, 20
"""Ways to have read the text so far that are followed further, in characters and in pinyin."""
START = ""


@dataclass(frozen=True, slots=True)
class Prices:
    """In nats, the cost of each slip."""

    alike: float = 6.5
    accent: float = 1.5
    swap: float = 5.0
    drop: float = 3.5
    spelt: float = 0.0


@dataclass(frozen=True, slots=True)
class Path:
    cost: float
    written: str


class Repair:
    """Built on the writing channel, whose entry counts serve as the model of the language."""

    def __init__(self, write: Channel, prices: Prices | None = None) -> None:
        self.prices = prices or Prices()
        self._counts = Counter(gram for forms in write.forms for form in forms for gram in grams(form))
        self._size = sum(len(form) for forms in write.forms for form in forms)
        self._known: dict[str, list[tuple[str, float]]] = {}
        self._costs: dict[str, float] = {}
        self._after: dict[str, list[str]] = {}
        self._by_sound: dict[str, list[str]] = {}
        for gram, _ in sorted(self._counts.items(), key=lambda pair: (-pair[1], pair[0])):
            if len(gram) == 1:
                for sound in {phonetics.fold(name) for name in phonetics.sounds(gram)}:
                    alike = self._by_sound.setdefault(sound, [])
                    if len(alike) < ALIKE:
                        alike.append(gram)
            elif self._counts[gram] >= 2:
                self._after.setdefault(gram[0], []).append(gram[1])

    def repaired(self, plain: str) -> str:
        """The likeliest reading of a bare text; the same text when nothing is gained."""
        tokens = phonetics.tokens(plain)
        doubtful = self._doubtful(tokens)
        if len(tokens) > (LONGEST_SPELT if phonetics.has_latin(plain) else LONGEST) or not any(doubtful):
            return plain.replace(" ", "")
        beam = SPELT_BEAM if phonetics.has_latin(plain) else BEAM
        # paths[n] holds, for each last character, the cheapest way to have read n tokens.
        paths: list[dict[str, Path]] = [{START: Path(0.0, "")}] + [{} for _ in tokens]
        for place in range(len(tokens)):
            for last, path in nsmallest(beam, paths[place].items(), key=_cheapest):
                self._read_one(tokens[place], last, path, paths[place + 1], doubtful[place])
                if place + 1 < len(tokens) and doubtful[place] and doubtful[place + 1]:
                    self._read_swapped(tokens[place], tokens[place + 1], last, path, paths[place + 2])
        return min(paths[-1].values(), key=lambda path: (path.cost, path.written)).written

    def _doubtful(self, tokens: list[str]) -> list[bool]:
        """Which tokens stand beside a neighbour that the corpus never puts there, or are spelt in Latin letters."""
        doubtful = [token.isascii() and token.isalpha() for token in tokens]
        for place, pair in enumerate(pairwise(tokens)):
            if "".join(pair) not in self._counts:
                doubtful[place] = doubtful[place + 1] = True
        return doubtful

    def _read_one(self, token: str, last: str, path: Path, ends: dict[str, Path], doubtful: bool) -> None:
        for char, price in self._meant(token) if doubtful else [(token, 0.0)]:
            self._keep(ends, char, path.cost + price + self._cost(last, char), path.written + char)
            if last and last + char not in self._counts and not price and len(token) == 1:
                for lost in self._between(last, char):
                    cost = path.cost + self.prices.drop + self._cost(last, lost) + self._cost(lost, char)
                    self._keep(ends, char, cost, path.written + lost + char)

    def _read_swapped(self, first: str, second: str, last: str, path: Path, ends: dict[str, Path]) -> None:
        if len(first) == len(second) == 1 and second + first in self._counts:
            cost = path.cost + self.prices.swap + self._cost(last, second) + self._cost(second, first)
            self._keep(ends, first, cost, path.written + second + first)

    def _meant(self, token: str) -> list[tuple[str, float]]:
        """Characters a token may stand for, with the price of the slip."""
        if token not in self._known:
            if len(self._known) > KEPT:
                self._known.clear()
            self._known[token] = self._guess(token)
        return self._known[token]

    def _guess(self, token: str) -> list[tuple[str, float]]:
        if token.isascii() and token.isalpha():
            spelt = self._by_sound.get(phonetics.fold(token), ())
            found = [(char, self._off(token, char, self.prices.spelt)) for char in spelt]
            return found or [(token, 0.0)]
        sound = phonetics.sound(token)
        others = self._by_sound.get(phonetics.fold(sound), ()) if sound else ()
        return [(token, 0.0), *((c, self._off(sound, c, self.prices.alike)) for c in others if c != token)]

    def _off(self, sound: str, char: str, price: float) -> float:
        return price if sound in phonetics.sounds(char) else price + self.prices.accent

    def _between(self, last: str, char: str) -> list[str]:
        return [lost for lost in self._after.get(last, ()) if self._counts[lost + char] >= 2]

    def _cost(self, last: str, char: str) -> float:
        """Minus the log-probability of `char` after `last`, smoothed by how common it is at all."""
        pair = last + char
        known = self._costs.get(pair)
        if known is not None:
            return known
        common = (self._counts[char] + 0.1) / (self._size + 1)
        follows = self._counts[pair] / (self._counts[last] + 1) if last else common
        cost = self._costs[pair] = -log(0.85 * follows + 0.15 * common)
        if len(self._costs) > PAIRS:
            self._costs.clear()
        return cost

    @staticmethod
    def _keep(ends: dict[str, Path], char: str, cost: float, written: str) -> None:
        best = ends.get(char)
        if best is None or cost < best.cost:
            ends[char] = Path(cost, written)


def _cheapest(way: tuple[str, Path]) -> tuple[float, str]:
    return way[1].cost, way[1].written

"""Guesses what was meant when a question is misspelt: homophones, pinyin, swapped and dropped characters.

A noisy channel in the small: the wordings of the corpus as they were written and the lexicon's words say which
characters follow one another, each kind of slip has a price, and the cheapest reading of the question wins (Viterbi
over its characters). A question that is plausible as it stands is left alone, and so is one about something else,
where no slip would buy anything.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from math import log

from faq import phonetics
from faq.index import grams

LONGEST = 24
"""Characters that are repaired; longer texts are stories, whose wording carries itself."""
MOST_DOUBTFUL = 8
"""Doubtful characters that are always worth a try; in longer texts half of them."""
LONGEST_SPELT = 64
"""The same for text with Latin letters, which says little as it stands."""
ALIKE = 20
"""Characters considered for one sound, the commonest of the corpus."""
PAIRS = 5_000
"""Pairs of characters whose cost is remembered."""
KEPT = 4_000
"""Characters whose look-alikes are remembered."""
NEXT = 40
"""Characters that may have been dropped after another, the commonest of the corpus."""
BEAM, SPELT_BEAM = 8, 20
"""Ways to have read the text so far that are followed further, in characters and in pinyin."""
START = ""
BOUND = 0.6
"""Share of a character's occurrences that another must follow to be missed whatever comes next."""
LEAST_OPEN, MOST_OPEN = 0.03, 0.3
"""Probability left for characters never seen after another."""

Ways = dict[str, tuple[float, str]]
"""Last character written to (cost so far, everything written): for each the cheapest way to have read a beginning."""


@dataclass(frozen=True, slots=True)
class Prices:
    """In nats, the cost of each slip."""

    alike: float = 6.5
    accent: float = 1.5
    swap: float = 4.5
    drop: float = 2.5
    spelt: float = 0.0


class Repair:
    """Built on texts as people write them, squeezed but with their fillers; they are the model of the language."""

    def __init__(self, texts: Iterable[str], prices: Prices | None = None) -> None:
        self.prices = prices or Prices()
        self._counts: Counter[str] = Counter()
        self._size = 0
        for written in texts:
            self._counts.update(grams(written))
            self._size += len(written)
        self._kinds = Counter(gram[0] for gram in self._counts if len(gram) == 2)
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
                after = self._after.setdefault(gram[0], [])
                if len(after) < NEXT:
                    after.append(gram[1])

    def repaired(self, plain: str) -> str:
        """The likeliest reading of a bare text; the same text when nothing is gained."""
        tokens, spelt = phonetics.tokens(plain), phonetics.has_latin(plain)
        doubtful = self._doubtful(tokens)
        if self._hopeless(len(tokens), sum(doubtful), spelt):
            return plain.replace(" ", "")
        beam = SPELT_BEAM if spelt else BEAM
        ways: list[Ways] = [{START: (0.0, "")}, *({} for _ in tokens)]
        for place, token in enumerate(tokens):
            meant = self._meant(token) if doubtful[place] else [(token, 0.0)]
            after = tokens[place + 1] if place + 1 < len(tokens) and doubtful[place] and doubtful[place + 1] else ""
            found = ways[place]
            for last in nsmallest(beam, found, key=found.__getitem__) if len(found) > beam else found:
                cost, written = found[last]
                self._read_one(meant, last, cost, written, ways[place + 1])
                if after:
                    self._read_swapped(token, after, last, cost, written, ways[place + 2])
        return min(ways[-1].values())[1]

    def _hopeless(self, size: int, doubtful: int, spelt: bool) -> bool:
        """Nothing to mend, or too much: a text that is strange all over is about something else."""
        if not doubtful or size > (LONGEST_SPELT if spelt else LONGEST):
            return True
        return not spelt and doubtful > max(MOST_DOUBTFUL, size // 2)

    def _doubtful(self, tokens: list[str]) -> list[bool]:
        """Which tokens stand beside a neighbour that the corpus never puts there, or are spelt in Latin letters."""
        doubtful = [token.isascii() and token.isalpha() for token in tokens]
        for place, (first, second) in enumerate(pairwise(tokens)):
            if first + second not in self._counts:
                doubtful[place] = doubtful[place + 1] = True
        return doubtful

    def _read_one(self, meant: list[tuple[str, float]], last: str, cost: float, written: str, ends: Ways) -> None:
        for char, price in meant:
            total = cost + price + self._cost(last, char)
            best = ends.get(char)
            if best is None or total < best[0]:
                ends[char] = total, written + char
            if not price and last and len(char) == 1 and last + char not in self._counts:
                self._read_dropped(last, char, cost + self.prices.drop, written, ends)

    def _read_dropped(self, last: str, char: str, cost: float, written: str, ends: Ways) -> None:
        for lost in self._after.get(last, ()):
            if self._counts[lost + char] >= 2 or self._counts[last + lost] > BOUND * self._counts[last]:
                total = cost + self._cost(last, lost) + self._cost(lost, char)
                if total < ends[char][0]:
                    ends[char] = total, written + lost + char

    def _read_swapped(self, first: str, second: str, last: str, cost: float, written: str, ends: Ways) -> None:
        if len(first) == len(second) == 1 and second + first in self._counts:
            total = cost + self.prices.swap + self._cost(last, second) + self._cost(second, first)
            best = ends.get(first)
            if best is None or total < best[0]:
                ends[first] = total, written + second + first

    def _meant(self, token: str) -> list[tuple[str, float]]:
        """Characters a token may stand for, with the price of the slip."""
        found = self._known.get(token)
        if found is None:
            if len(self._known) > KEPT:
                self._known.clear()
            found = self._known[token] = self._guess(token)
        return found

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

    def _cost(self, last: str, char: str) -> float:
        """Minus the log-probability of `char` after `last`, smoothed by how common it is at all.

        The more different characters have been seen after `last`, the more is left for those that have not
        (Witten and Bell's rule, within bounds).
        """
        pair = last + char
        known = self._costs.get(pair)
        if known is not None:
            return known
        common = (self._counts[char] + 0.1) / (self._size + 1)
        seen, kinds = self._counts[last], self._kinds[last]
        open_ = min(max(kinds / (kinds + seen + 1), LEAST_OPEN), MOST_OPEN) if last else 1.0
        follows = self._counts[pair] / (seen + 1)
        cost = self._costs[pair] = -log((1 - open_) * follows + open_ * common)
        if len(self._costs) > PAIRS:
            self._costs.clear()
        return cost

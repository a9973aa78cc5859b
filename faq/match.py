"""Finds the entry that answers a question, says how sure it is, and explains itself."""

import re
from dataclasses import dataclass
from math import exp

from faq import lanes, phonetics, text
from faq.answer import Answer, Zone
from faq.corpus import Corpus
from faq.features import NAMES, Features, Measured
from faq.tuning import Tuning, standing

CANDIDATES = ((9, 11), (5, 5))
"""Entries measured in full, and how many more among entries of few wordings: for a question as it stands and as it was
perhaps meant."""
SHOWN = 3
ANCHORED = 0.7
"""Share of an entry's wordings with words of this counter's own, from which a question needs one too."""
_LAW = re.compile("(?=([\u4e00-\u9fff]法))")


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry with its score; scores compare entries under one question only."""

    score: float
    item: Measured


class Matcher:
    """Made once for a corpus; `ask` may then be called from any thread and never raises, whatever is typed."""

    def __init__(self, corpus: Corpus, tuning: Tuning | None = None) -> None:
        self.corpus = corpus
        self.tuning = tuning or Tuning.shipped()
        self.features = Features(corpus)
        self._exact: dict[str, int] = {}
        for number in sorted(range(len(corpus)), key=lambda number: corpus.entries[number].id, reverse=True):
            for wording in corpus.entries[number].wordings:
                self._exact[text.bare(wording)] = number

    def ask(self, question: str) -> Answer:
        """The zone and the nearest entries for whatever a citizen typed."""
        plain, found = text.bare(question), lanes.lane(question)
        exact = self._exact.get(plain) if plain else None
        ranked = self.rank(plain) if plain else []
        chance = self.sureness(plain, ranked)
        if exact is not None:
            ranked, chance = self._first(exact, ranked), 1.0
        zone = self._zone(plain, ranked, chance) if exact is None else "answer"
        if found and (exact is None or self._urgent(exact)):
            zone = found[0]
            if zone == "emergency":
                ranked.sort(key=lambda near: not self._urgent(near.item.number))
        return self._answer(zone, ranked[:SHOWN], chance, found[1] if found else "")

    def rank(self, plain: str) -> list[Ranked]:
        """The nearest entries to a bare text, best first; of two readings of it the better one counts."""
        best: dict[int, Ranked] = {}
        for asked, keep in zip(self.features.readings(plain), CANDIDATES, strict=False):
            for item in self.features.measure(asked, *keep):
                score = self.tuning.score(item.values)
                if item.number not in best or score > best[item.number].score:
                    best[item.number] = Ranked(score, item)
        return sorted(best.values(), key=lambda ranked: (-ranked.score, self._id(ranked)))

    def sureness(self, plain: str, ranked: list[Ranked]) -> float:
        """The chance, 0 to 1, that the first of them answers the question."""
        if not ranked:
            return 0.0
        return self.tuning.sureness(standing([r.score for r in ranked], ranked[0].item.values, len(plain)))

    def _zone(self, plain: str, ranked: list[Ranked], chance: float) -> Zone:
        if not ranked or chance < self.tuning.suggest_from:
            return "refuse"
        return "answer" if chance >= self.tuning.answer_from and not self._foreign(plain, ranked[0]) else "suggest"

    def _foreign(self, plain: str, best: Ranked) -> bool:
        """Whether the question names a number, law or business foreign to this entry, or lacks what it is about."""
        known, number = self.features.write.number, best.item.number
        if self.features.number_is_foreign(plain, number) or any(law not in known for law in _LAW.findall(plain)):
            return True
        wordings, latin = self.features.write.forms[number], phonetics.has_latin(plain)
        if latin and plain.isascii() and not phonetics.is_spelt(plain):
            return True
        if not latin and not text.in_scope(plain) and sum(map(text.in_scope, wordings)) > ANCHORED * len(wordings):
            return True
        return any(not any(word in wording for wording in wordings) for word in text.elsewhere(plain))

    def _urgent(self, number: int) -> bool:
        return self.corpus.entries[number].action == "call_110"

    def _first(self, number: int, ranked: list[Ranked]) -> list[Ranked]:
        top = ranked[0].score if ranked else 0.0
        same = [r for r in ranked if r.item.number == number]
        first = same[0].item if same else Measured(number, (), self.corpus.entries[number].question)
        return [Ranked(top, first), *(r for r in ranked if r.item.number != number)]

    def _id(self, ranked: Ranked) -> str:
        return self.corpus.entries[ranked.item.number].id

    def _answer(self, zone: Zone, best: list[Ranked], chance: float, lane: str) -> Answer:
        scores = [round(chance * exp(min(0.0, ranked.score - best[0].score)), 4) for ranked in best]
        return Answer(zone, tuple(map(self._id, best)), tuple(scores), _why(best, chance, lane))


def _why(best: list[Ranked], chance: float, lane: str) -> str:
    parts = [f"lane: {lane}"] if lane else []
    if best:
        item = best[0].item
        told = ", ".join(f"{name} {value:.2f}" for name, value in zip(NAMES, item.values, strict=False) if value)
        parts.append(f"nearest wording: {item.wording} (sure {chance:.2f}; {told})")
    return "; ".join(parts) or "nothing is asked"

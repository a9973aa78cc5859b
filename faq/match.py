"""Finds the entry that answers a question, says how sure it is, and explains itself."""

from dataclasses import dataclass
from math import exp

from faq import lanes, text
from faq.answer import Answer, Zone
from faq.corpus import Corpus
from faq.features import NAMES, Features, Measured
from faq.resources import read_json

CANDIDATES = 30
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Tuning:
    """Learned by `calibrate`: one weight a feature, and the probabilities from which a question is answered."""

    weights: dict[str, float]
    bias: float
    answer_from: float
    suggest_from: float

    @classmethod
    def shipped(cls) -> "Tuning":
        return cls(**read_json("tuning.json"))


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
        plain = text.bare(question)
        found = lanes.lane(question)
        ranked = self._rank(plain) if plain else []
        exact = self._exact.get(plain) if plain else None
        if exact is not None:
            ranked = [(1.0, Measured(exact, (), plain)), *(pair for pair in ranked if pair[1].number != exact)]
        zone = found[0] if found and exact is None else self._zone(ranked)
        best = ranked[:SHOWN]
        return Answer(
            zone,
            tuple(self.corpus.entries[item.number].id for _, item in best),
            tuple(round(score, 4) for score, _ in best),
            self._why(best, found[1] if found else ""),
        )

    def _rank(self, plain: str) -> list[tuple[float, Measured]]:
        scored = [(self._score(item), item) for item in self.features.candidates(plain, CANDIDATES)]
        return sorted(scored, key=lambda pair: (-pair[0], self.corpus.entries[pair[1].number].id))

    def _score(self, item: Measured) -> float:
        total = sum(self.tuning.weights.get(name, 0.0) * value for name, value in zip(NAMES, item.values, strict=True))
        return 1 / (1 + exp(-(total + self.tuning.bias)))

    def _zone(self, ranked: list[tuple[float, Measured]]) -> Zone:
        if not ranked or ranked[0][0] < self.tuning.suggest_from:
            return "refuse"
        return "answer" if ranked[0][0] >= self.tuning.answer_from else "suggest"

    def _why(self, best: list[tuple[float, Measured]], lane: str) -> str:
        parts = [f"lane: {lane}"] if lane else []
        if best:
            item = best[0][1]
            channels = zip(NAMES, item.values, strict=True) if item.values else [("exact", 1.0)]
            told = ", ".join(f"{name} {value:.2f}" for name, value in channels if value)
            parts.append(f"nearest wording: {item.wording} ({told})")
        return "; ".join(parts) or "nothing is asked"

"""What is measured about one entry as the answer to one question. Names here are the keys of `lexicon/weights.json`."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from rapidfuzz import fuzz

from faq import concepts, numbers, phonetics, text
from faq.corpus import Corpus
from faq.index import Channel, Query
from faq.repair import Repair

NAMES = (
    "write_best", "write_near", "write_doc",
    "mean_best", "mean_near", "mean_doc",
    "sound_best", "sound_doc",
    "edit", "answer", "subject", "missing", "intent", "number_clash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A question in the three forms that are compared."""

    plain: str
    meaning: str
    sound: str

    @classmethod
    def of(cls, plain: str) -> "Reading":
        return cls(plain.replace(" ", ""), concepts.shipped().canonical(plain), phonetics.spell(plain))


@dataclass(frozen=True, slots=True)
class Asked:
    """A reading, weighed by each channel."""

    reading: Reading
    write: Query
    mean: Query
    sound: Query


@dataclass(frozen=True, slots=True)
class Measured:
    """One entry's features, in the order of NAMES, and which wording came nearest."""

    number: int
    values: tuple[float, ...]
    wording: str

    @property
    def nearness(self) -> float:
        """A rough order of the same entry under two readings of the question."""
        return sum(self.values[:8])


class Features:
    """The channels over one corpus and the profile of each entry."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        readings = [[Reading.of(text.bare(wording)) for wording in entry.wordings] for entry in corpus.entries]
        self.write = Channel([[reading.plain for reading in row] for row in readings])
        self.mean = Channel([[reading.meaning for reading in row] for row in readings])
        self.sound = Channel([[reading.sound for reading in row] for row in readings])
        self.repair = Repair(self.write)
        self._numbers = [frozenset().union(*(numbers.long_numbers(r.plain) for r in row)) for row in readings]
        self._profiles: dict[int, dict[str, float]] = {}
        self._answers: dict[int, set[str]] = {}

    def ask(self, reading: Reading) -> Asked:
        return Asked(
            reading,
            self.write.query(reading.plain),
            self.mean.query(reading.meaning),
            self.sound.query(reading.sound),
        )

    def candidates(self, plain: str, keep: int) -> list[Measured]:
        """The nearest entries for a bare text as it stands and as it was perhaps meant, each measured once."""
        best: dict[int, Measured] = {}
        for written in {plain, self.repair.repaired(plain)}:
            for item in self.measure(self.ask(Reading.of(written)), keep):
                if item.number not in best or item.nearness > best[item.number].nearness:
                    best[item.number] = item
        return list(best.values())

    def measure(self, asked: Asked, keep: int) -> list[Measured]:
        """The `keep` nearest entries by the whole-entry channels, measured in full."""
        mean, sound = self.mean.documents(asked.mean), self.sound.documents(asked.sound)
        write = self.write.documents(asked.write)
        found = mean.keys() | sound.keys() | write.keys()
        rough = {number: mean.get(number, 0) + sound.get(number, 0) + write.get(number, 0) for number in found}
        nearest = sorted(rough, key=lambda number: (-rough[number], self.corpus.entries[number].id))[:keep]
        return [
            self._measure(asked, number, (write.get(number, 0), mean.get(number, 0), sound.get(number, 0)))
            for number in nearest
        ]

    def _measure(self, asked: Asked, number: int, whole: Sequence[float]) -> Measured:
        write = self.write.wordings(number, asked.write)
        mean = self.mean.wordings(number, asked.mean)
        sound = self.sound.wordings(number, asked.sound)
        place = max(range(len(write)), key=lambda n: write[n] + mean[n] + sound[n])
        subject, missing, intent = self._agreement(asked.reading.meaning, number)
        values = (
            max(write), _third(write), whole[0],
            max(mean), _third(mean), whole[1],
            max(sound), whole[2],
            fuzz.ratio(asked.reading.meaning, self.mean.forms[number][place]) / 100,
            self._answer_share(asked, number), subject, missing, intent,
            self._number_clash(asked.reading.plain, number),
        )  # fmt: skip
        return Measured(number, values, self.corpus.entries[number].wordings[place])

    def _agreement(self, meaning: str, number: int) -> tuple[float, float, float]:
        """Log-odds of the subjects asked, share of what the entry says but was not asked, log-odds of the intents."""
        known, profile = concepts.shipped(), self._profile(number)
        signs = known.signs(meaning)
        subject = sum(log((profile.get(sign, 0) + 0.04) / 0.2) for sign in signs & known.subjects)
        intent = sum(log((profile.get(sign, 0) + 0.05) / 0.2) for sign in signs & known.intents)
        missing = sum(share for sign, share in profile.items() if sign in known.subjects and sign not in signs)
        return subject / (len(signs) or 1), missing / (sum(profile.values()) or 1), intent / (len(signs) or 1)

    def _profile(self, number: int) -> dict[str, float]:
        if number not in self._profiles:
            forms, known = self.mean.forms[number], concepts.shipped()
            shares: dict[str, float] = {}
            for form in forms:
                for sign in known.signs(form):
                    shares[sign] = shares.get(sign, 0) + 1 / len(forms)
            self._profiles[number] = shares
        return self._profiles[number]

    def _answer_share(self, asked: Asked, number: int) -> float:
        """How much of what the question says (by weight) stands in the answer."""
        if number not in self._answers:
            plain = text.bare(self.corpus.entries[number].answer)
            self._answers[number] = set(map("".join, pairwise(plain)))
        known = self._answers[number]
        pairs = {gram: weight for gram, weight in asked.write.weights.items() if len(gram) == 2}
        return sum(w * w for gram, w in pairs.items() if gram in known)

    def _number_clash(self, plain: str, number: int) -> float:
        asked = numbers.long_numbers(plain)
        return float(bool(asked) and not asked & self._numbers[number])


def _third(scores: list[float]) -> float:
    """The mean of the three best: one lucky alias is not enough."""
    best = sorted(scores, reverse=True)[:3]
    return sum(best) / len(best)

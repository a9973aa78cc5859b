"""What is measured about one entry as the answer to one question. NAMES are the keys of `lexicon/tuning.json`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest
from math import log
from typing import NamedTuple

from rapidfuzz import fuzz

from faq import concepts, numbers, phonetics, text
from faq.corpus import Corpus
from faq.entry import Entry
from faq.index import Channel, Query, SearchChannel, grams
from faq.repair import Repair
from faq.wordings import Wordings

USUAL = 0.3
"""Share of its wordings from which an entry is taken to be about a subject."""
NAMES = (
    "best", "near", "whole", "cover", "likely",
    "sound", "sound_likely", "written_cover",
    "edit", "edit_written", "subject", "intent", "silent", "number_clash", "told", "answer", "guessed",
    "bare",
)  # fmt: skip
"""Of the meaning channel: cosine to the nearest wording, mean of the three nearest, cosine to the whole entry, cover
and likelihood; the same of sound and writing where they add anything; edit similarity to the nearest wordings in
meaning and writing; agreement of subjects and intents; how much the entry usually speaks of that was not asked; 1.0
when a long number of the question is foreign here; cover of the question by the answer
beyond the wordings; cosine of the question's meaning to the answer, where that is searched; share of the characters
that were guessed and not typed; how few wordings the entry has, 1.0 for the question alone."""
FEW = 3
"""Wordings up to which an entry is poor: they miss many a question that its answer holds."""
MANY = 30
"""Wordings from which an entry is not bare at all."""
ANSWER = 160
"""Characters of an answer that are looked at."""
ANSWERS = 1_000
"""Entries whose answers are kept as grams."""
SEARCHED = 20_000
"""Entries of a corpus up to which answers are searched, those of entries whose few wordings leave much unsaid."""


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
    guessed: float
    """Share of its characters that nobody typed."""


class Measured(NamedTuple):
    """One entry's features, in the order of NAMES, and which wording came nearest."""

    number: int
    values: tuple[float, ...]
    wording: str


class Features:
    """The channels over one corpus and the profile of each entry."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        readings = [[Reading.of(text.bare(wording)) for wording in entry.wordings] for entry in corpus.entries]
        self.write = Channel([[reading.plain for reading in row] for row in readings])
        self.mean = SearchChannel([[reading.meaning for reading in row] for row in readings])
        self.sound = SearchChannel([[reading.sound for reading in row] for row in readings])
        self.told = SearchChannel([[self._searched(entry)] for entry in corpus.entries])
        self.wordings = Wordings(self.mean)
        self.repair = Repair(_language(corpus))
        self._numbers = [frozenset().union(*(numbers.long_numbers(r.plain) for r in row)) for row in readings]
        self._known_numbers = frozenset().union(*self._numbers)
        self._profiles: dict[int, dict[str, float]] = {}
        self._answers: dict[int, frozenset[str]] = {}
        self._bareness = [1 - min(1.0, log(len(row)) / log(MANY)) for row in readings]

    def _searched(self, entry: Entry) -> str:
        """The meaning of an answer as far as it is searched; empty where it is not."""
        if len(entry.wordings) > FEW or len(self.corpus) > SEARCHED:
            return ""
        return concepts.shipped().canonical(text.bare(entry.answer[:ANSWER]))

    def readings(self, plain: str) -> list[Asked]:
        """A bare text as it stands and, when that differs, as it was perhaps meant; pinyin only as it was meant."""
        meant = self.repair.repaired(plain)
        if meant == plain.replace(" ", ""):
            return [self._weigh(plain, 0.0)]
        guessed = sum(char not in plain for char in meant) / len(meant)
        guess = self._weigh(text.standard(meant), guessed)
        return [guess] if phonetics.is_spelt(plain) else [self._weigh(plain, 0.0), guess]

    def _weigh(self, plain: str, guessed: float) -> Asked:
        reading = Reading.of(plain)
        return Asked(
            reading,
            self.write.query(reading.plain),
            self.mean.query(reading.meaning),
            self.sound.query(reading.sound),
            guessed,
        )

    def measure(self, asked: Asked, keep: int, more: int) -> list[Measured]:
        """The `keep` nearest entries by meaning and sound together, measured in full. Where most of them have few
        wordings, which miss many a question, the `more` nearest of that kind by their answers are measured too."""
        rough, told = self.mean.nearest(asked.mean), dict[int, float]()
        for number, score in self.sound.nearest(asked.sound).items():
            rough[number] = rough.get(number, 0.0) + score
        chosen = self._nearest(rough, keep)
        if 2 * sum(len(self.mean.forms[number]) <= FEW for number in chosen) > len(chosen):
            told = self.told.nearest(self.told.query(asked.reading.meaning))
            poor = {number: rough.get(number, 0.0) + score for number, score in told.items() if number not in chosen}
            chosen += self._nearest(poor, more)
        return [self._measure(asked, number, told.get(number, 0.0)) for number in chosen]

    def _nearest(self, scores: Mapping[int, float], keep: int) -> list[int]:
        """The entries of the highest scores, best first, by their ids where they are equal."""
        bar = nlargest(keep, scores.values())[-1] if scores else 0.0
        nearest = [number for number, score in scores.items() if score >= bar]
        nearest.sort(key=lambda number: (-scores[number], self.corpus.entries[number].id))
        return nearest[:keep]

    def _measure(self, asked: Asked, number: int, answer: float) -> Measured:
        written, meant = self.write.forms[number], self.mean.forms[number]
        mean, sound = self.mean.likeness(number, asked.mean), self.sound.likeness(number, asked.sound)
        scores = self.wordings.cosines(number, asked.mean) if len(meant) > 1 else [mean.cosine]
        nearest = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:3]
        cover, told = self._cover(asked.write, number)
        subject, intent = self._agreement(asked.reading.meaning, number)
        values = (
            scores[nearest[0]],
            sum(scores[place] for place in nearest) / len(nearest),
            mean.cosine,
            mean.cover,
            mean.likely,
            sound.cosine,
            sound.likely,
            cover,
            max(fuzz.ratio(asked.reading.meaning, meant[place]) for place in nearest) / 100,
            max(fuzz.ratio(asked.reading.plain, written[place]) for place in nearest) / 100,
            subject,
            intent,
            self._silent(asked.reading.meaning, number),
            self._number_clash(asked.reading.plain, number),
            told,
            answer,
            asked.guessed,
            self._bareness[number],
        )
        return Measured(number, values, self.corpus.entries[number].wordings[nearest[0]])

    def _agreement(self, meaning: str, number: int) -> tuple[float, float]:
        """How usual the question's subjects and intents are in this entry, as mean log-odds against rare ones."""
        known, profile = concepts.shipped(), self._profile(number)
        subject = intent = 0.0
        for sign in known.signs(meaning):
            rarity = self.mean.rarity(sign)
            odds = rarity * log((profile.get(sign, 0) + 0.04) / 0.2)
            if sign in known.intents:
                intent += odds
            else:
                subject += odds
        return subject, intent

    def _silent(self, meaning: str, number: int) -> float:
        """How usual, by rarity, the entry's own subjects are that the question does not mention."""
        known = concepts.shipped().subjects
        return sum(
            self.mean.rarity(sign) * (share - USUAL)
            for sign, share in self._profile(number).items()
            if share > USUAL and sign in known and sign not in meaning
        )

    def _profile(self, number: int) -> dict[str, float]:
        """Sign to the share of the entry's wordings that have it."""
        if number not in self._profiles:
            forms, known = self.mean.forms[number], concepts.shipped()
            shares: dict[str, float] = {}
            for form in forms:
                for sign in known.signs(form):
                    shares[sign] = shares.get(sign, 0) + 1 / len(forms)
            self._profiles[number] = shares
        return self._profiles[number]

    def _cover(self, asked: Query, number: int) -> tuple[float, float]:
        """Shares of the question, by weight, that a wording says, and that the answer says and no wording does."""
        known, own, said = self.write.number, self.write.shares(number), self._said(number)
        cover = told = 0.0
        for gram, share in asked.shares.items():
            if known.get(gram) in own:
                cover += share
            elif gram in said:
                told += share
        return cover, told

    def _said(self, number: int) -> frozenset[str]:
        """The grams of an entry's answer."""
        said = self._answers.get(number)
        if said is None:
            if len(self._answers) > ANSWERS:
                self._answers.clear()
            answer = text.squeeze(text.clean(self.corpus.entries[number].answer[:ANSWER]))
            said = self._answers[number] = frozenset(grams(answer))
        return said

    def number_is_foreign(self, plain: str, number: int) -> bool:
        """Whether the question names long numbers, and the entry none of them."""
        asked = numbers.long_numbers(plain)
        return bool(asked) and not asked & self._numbers[number]

    def _number_clash(self, plain: str, number: int) -> float:
        asked = numbers.long_numbers(plain) & self._known_numbers
        return float(bool(asked) and not asked & self._numbers[number])


def _language(corpus: Corpus) -> Iterator[str]:
    """Texts that show how a question is written: the wordings, and the words of the lexicon."""
    for entry in corpus.entries:
        yield from map(text.spoken, entry.wordings)
    yield from concepts.shipped().vocabulary
    yield from text.regional_words()

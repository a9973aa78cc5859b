"""Questions with known answers to learn from, made of the corpus itself and of question files.

An alias teaches by being held out, so that it is a question the matcher has not seen. The same questions are asked of
poorer corpora, whose entries have few wordings or none beside the question, and among the entries of other offices;
and some are garbled first. So the weights hold for any corpus, and for the ways in which questions really arrive.
"""

import random
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from faq import noise, text
from faq.corpus import Corpus
from faq.entry import Entry
from faq.evaluate import NONE, Case
from faq.features import Features, Measured
from faq.match import CANDIDATES
from faq.strangers import strangers

FOLDS = 6
POOR = (0, 0, 2, 5, 10)
"""Aliases that each entry keeps in the poorer corpora."""
ASKED = 400
"""Aliases that are asked of each poorer corpus."""
GARBLED = 0.3
"""Share of the questions that are garbled."""
STRANGERS = 1_500
UNANSWERED = 0.4
"""Share of the questions without an answer that are asked of each corpus of held-out aliases."""
HELD_OUT, POORER, GIVEN = 0.4, 0.3, 0.8
"""Weights: an alias held out is harder than a question, because its kin were written to differ from it."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question, its measured candidates (two for an entry when it was read in two ways), the right ones."""

    length: int
    items: Sequence[Measured]
    right: frozenset[int]
    """Places in `items`; empty when none of them is right."""
    weight: float
    has_answer: bool


@dataclass(frozen=True, slots=True)
class Teacher:
    """Asks questions of one corpus."""

    features: Features
    chance: random.Random

    def ask(self, question: str, want: Sequence[str], weight: float) -> Lesson:
        plain = text.bare(self._garbled(question))
        readings = zip(self.features.readings(plain) if plain else (), CANDIDATES, strict=False)
        items = [item for asked, keep in readings for item in self.features.measure(asked, *keep)]
        entries = self.features.corpus.entries
        right = frozenset(place for place, item in enumerate(items) if entries[item.number].id in want)
        return Lesson(len(plain), items, right, weight, want != (NONE,))

    def ask_cases(self, cases: Sequence[Case], weight: float = 1.0) -> Iterator[Lesson]:
        for case in cases:
            yield self.ask(case.question, case.want, weight)

    def _garbled(self, question: str) -> str:
        if self.chance.random() >= GARBLED:
            return question
        return noise.KINDS[self.chance.choice(list(noise.KINDS))](question, self.chance)


def lessons(corpus: Corpus, cases: Sequence[Case]) -> Iterator[Lesson]:
    """The same ones each time."""
    chance = random.Random(0)
    others = tuple(strangers(STRANGERS))
    answered = [case for case in cases if case.has_entry]
    unanswered = [case for case in cases if case.want == (NONE,)]

    def some() -> list[Case]:
        return [case for case in unanswered if chance.random() < UNANSWERED]

    for part, (kept, held) in enumerate(_folds(corpus, chance)):
        teacher = Teacher(Features(Corpus((*kept, *others) if part % 2 else kept)), chance)
        yield from (teacher.ask(alias, (name,), HELD_OUT) for name, alias in held)
        yield from teacher.ask_cases(some())
    for strange in (False, True):
        for count in POOR:
            few = {a for e in corpus.entries for a in chance.sample(e.aliases, min(count, len(e.aliases)))}
            kept, held = _poorer(corpus, few)
            teacher = Teacher(Features(Corpus((*kept, *others) if strange else kept)), chance)
            asked = chance.sample(held, min(ASKED, len(held)))
            yield from (teacher.ask(alias, (name,), POORER) for name, alias in asked)
            yield from teacher.ask_cases(some())
            if not count:
                yield from teacher.ask_cases(answered, GIVEN / 2)
        teacher = Teacher(Features(Corpus((*corpus.entries, *others) if strange else corpus.entries)), chance)
        yield from teacher.ask_cases(answered, GIVEN)


Halves = tuple[tuple[Entry, ...], list[tuple[str, str]]]
"""The entries with the aliases they keep; the others as (entry, alias)."""


def _folds(corpus: Corpus, chance: random.Random) -> Iterator[Halves]:
    fold = {alias: chance.randrange(FOLDS) for entry in corpus.entries for alias in entry.aliases}
    for part in range(FOLDS):
        yield _poorer(corpus, {alias for alias, place in fold.items() if place != part})


def _poorer(corpus: Corpus, kept: Set[str]) -> Halves:
    entries = tuple(replace(e, aliases=tuple(alias for alias in e.aliases if alias in kept)) for e in corpus.entries)
    return entries, [(e.id, alias) for e in corpus.entries for alias in e.aliases if alias not in kept]

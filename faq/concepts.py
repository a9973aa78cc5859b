"""Words of one meaning become one sign: 坐几年牢, 判多久 and 量刑 are the same question.

Each group of `lexicon/synonyms.yaml` owns one private-use character. `canonical` replaces words by their sign,
longest first from left to right, and leaves the rest as it stands; the result is again a short string, so that
n-grams and edit distances work on it unchanged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from faq.resources import read_yaml
from faq.text import bare

FIRST_SIGN = 0xE000


@dataclass(frozen=True, slots=True)
class Concepts:
    names: dict[str, str]
    """Sign to the name of its group, for explanations."""
    intents: frozenset[str]
    subjects: frozenset[str]
    words: dict[str, tuple[tuple[str, str], ...]]
    """First character to (word, sign), longest word first."""
    vocabulary: tuple[str, ...]
    """All words as they are written."""

    def canonical(self, plain: str) -> str:
        """`plain` is a bare text; the result has one sign for each known word."""
        return "".join(sign or rest for sign, rest in self._pieces(plain))

    def signs(self, canonical: str) -> frozenset[str]:
        return frozenset(char for char in canonical if char in self.names)

    def _pieces(self, plain: str) -> Iterator[tuple[str, str]]:
        place, words = 0, self.words
        while place < len(plain):
            for word, sign in words.get(plain[place], ()):
                if plain.startswith(word, place):
                    yield sign, ""
                    place += len(word)
                    break
            else:
                yield "", plain[place]
                place += 1


@cache
def shipped() -> Concepts:
    """The groups that ship with the package."""
    return build(read_yaml("synonyms.yaml"))


def build(groups: dict[str, dict[str, list[object]]]) -> Concepts:
    """From `{"intents": {name: [word, ...]}, "subjects": {...}}`. A word in two groups belongs to the first."""
    names: dict[str, str] = {}
    kinds: dict[str, set[str]] = {"intents": set(), "subjects": set()}
    owner: dict[str, str] = {}
    for kind, members in groups.items():
        for name, words in members.items():
            sign = chr(FIRST_SIGN + len(names))
            names[sign] = name
            kinds[kind].add(sign)
            for word in words:
                owner.setdefault(bare(str(word)), sign)
    table: dict[str, list[tuple[str, str]]] = {}
    for word in sorted(owner, key=lambda word: (-len(word), word)):
        if word:
            table.setdefault(word[0], []).append((word, owner[word]))
    rows = {first: tuple(pairs) for first, pairs in table.items()}
    vocabulary = tuple(str(word) for members in groups.values() for words in members.values() for word in words)
    return Concepts(names, frozenset(kinds["intents"]), frozenset(kinds["subjects"]), rows, vocabulary)

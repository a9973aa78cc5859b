"""How a text sounds: toneless syllables, folded where people and input methods confuse them.

Homophones (举抱 for 举报), zh/z, sh/s, ch/c, n/l and -n/-ng fall together; text typed in pinyin is cut into syllables.
"""

import re
from functools import cache, lru_cache

from faq.resources import read_lines

_LATIN = re.compile("[a-z]+")
FIRST_SIGN = 0xF0000
LONGEST_WORD = 200
"""Latin letters in one row that are tried as pinyin."""
STRAY = 8
"""Syllables that a cut may rather have than one letter that belongs to none."""
STRAYS_IN = 8
"""Letters in syllables for each stray letter that a row of pinyin may hold."""
_WORDS = re.compile("[a-z]+|[^a-z ]+")
_FOLDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))


@cache
def _rows() -> list[tuple[str, str]]:
    return [(name, chars) for name, chars in (line.split() for line in read_lines("syllables.txt"))]


@cache
def _known() -> frozenset[str]:
    names = {name for name, _ in _rows()} - {"m", "n", "ng", "hm"}
    return frozenset(names | {name.replace("v", "u") for name in names})


@cache
def _usual() -> dict[str, str]:
    return {char: name for name, chars in _rows() for char in chars}


@cache
def _unusual() -> dict[str, frozenset[str]]:
    others: dict[str, set[str]] = {}
    for line in read_lines("polyphones.txt"):
        word, *names = line.split()
        for char, name in zip(word, names, strict=True):
            others.setdefault(char, set()).add(name)
    return {char: frozenset(names) for char, names in others.items()}


@cache
def _polyphones() -> dict[str, list[tuple[str, str]]]:
    table: dict[str, list[tuple[str, str]]] = {}
    for line in read_lines("polyphones.txt"):
        word, *names = line.split()
        table.setdefault(word[0], []).append((word, "".join(map(_sign, names))))
    return table


@lru_cache(maxsize=2048)
def fold(syllable: str) -> str:
    """The syllable as a listener in any province might write it: `shang` and `san` both become `san`."""
    for sound, plain in _FOLDS:
        if syllable.startswith(sound):
            syllable = plain + syllable[len(sound) :]
            break
    syllable = syllable.replace("v", "u")
    return syllable[:-1] if syllable.endswith("ng") else syllable


def segment(letters: str) -> list[str] | None:
    """Letters cut into syllables, as few as possible; None when they are no pinyin.

    A long row may hold stray letters (`huitoutoujiwoipdizhima` has an IP in it): each stays a piece of its own.

    >>> segment("saoheichue")
    ['sao', 'hei', 'chu', 'e']
    """
    best: list[tuple[int, list[str]]] = [(0, [])]
    for end in range(1, len(letters) + 1):
        strays, before = best[end - 1]
        ways = [(strays + STRAY, [*before, letters[end - 1]])]
        for start in range(max(0, end - 6), end):
            if letters[start:end] in _known():
                cost, before = best[start]
                ways.append((cost + 1, [*before, letters[start:end]]))
        best.append(min(ways, key=lambda way: way[0]))
    cost, pieces = best[-1]
    strays = (cost - len(pieces)) // (STRAY - 1)
    return pieces if strays * STRAYS_IN <= len(letters) - strays else None


def sound(char: str) -> str:
    """The usual syllable of a character, not folded; empty when it has none."""
    return _usual().get(char, "")


def sounds(char: str) -> frozenset[str]:
    """Every syllable a character is known to have."""
    usual = _usual().get(char)
    return _unusual().get(char, frozenset()) | ({usual} if usual else frozenset())


def has_latin(plain: str) -> bool:
    return _LATIN.search(plain) is not None


def is_spelt(plain: str) -> bool:
    """Whether the text holds Latin letters, all of them pinyin."""
    words = _LATIN.findall(plain)
    long = any(len(word) > 1 for word in words)
    return long and all(len(word) <= LONGEST_WORD and segment(word) for word in words)


def tokens(plain: str) -> list[str]:
    """Characters, with rows of Latin letters cut into syllables where they are pinyin and into letters where not."""
    parts: list[str] = []
    for word in _WORDS.findall(plain):
        parts += (_LATIN.fullmatch(word) and segment(word[:LONGEST_WORD])) or word
    return parts


def spell(plain: str) -> str:
    """One private character a folded syllable, so that sound is compared like writing.

    A row of Latin letters gives its syllables, or its letters when it is no pinyin; digits and strange characters stay.
    """
    signs: list[str] = []
    table, place = _signs(), 0
    while place < len(plain):
        char = plain[place]
        for word, reading in _polyphones().get(char, ()):
            if plain.startswith(word, place):
                signs.append(reading)
                place += len(word)
                break
        else:
            found = None if char in table else _LATIN.match(plain, place)
            word = found.group() if found else char
            signs.append(_spoken(word) if found else table.get(char, char))
            place += len(word)
    return "".join(signs).replace(" ", "")


@lru_cache(maxsize=1024)
def _spoken(word: str) -> str:
    names = segment(word) if len(word) <= LONGEST_WORD else None
    return "".join(_sign(name) if name in _known() else name for name in names) if names else word


@cache
def _signs() -> dict[str, str]:
    """Character to the sign of its folded syllable."""
    return {char: _sign(name) for char, name in _usual().items()}


def _sign(syllable: str) -> str:
    return _sign_of_sound()[fold(syllable)]


@cache
def _sign_of_sound() -> dict[str, str]:
    sounds = sorted({fold(name) for name, _ in _rows()} | {fold(name) for name in _known()})
    return {sound: chr(FIRST_SIGN + place) for place, sound in enumerate(sounds)}

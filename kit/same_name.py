"""Does a text name somebody? The same characters, or the same sound: pinyin without tones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol, TypeVar

_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff·]+")
_LATIN: Final = re.compile(r"[a-z]+")
_LONGEST_SPELLING: Final = 4


class Named(Protocol):
    """Somebody with a name and its toneless pinyin, blanks between (`zhang san`)."""

    @property
    def name(self) -> str: ...

    @property
    def pinyin(self) -> str: ...


Somebody = TypeVar("Somebody", bound=Named)


def named_in(text: str, people: Sequence[Somebody], pinyin: Callable[[str], str]) -> tuple[Somebody, ...]:
    """Those of `people` whom the text names, in their order. `pinyin` gives a name's toneless syllables.

    A name inside a longer run of characters counts (张三副镇长), so a chance match is possible: people decide what
    follows from one. A wrong warning costs less than a warned suspect.
    """
    if not text or not people:
        return ()
    sizes = frozenset(len(one.name) for one in people)
    heard = {_joined(pinyin(part)) for part in _windows(text, sizes)} | set(_spelled(text))
    heard.discard("")
    return tuple(one for one in people if one.name in text or _joined(one.pinyin) in heard)


def _windows(text: str, sizes: frozenset[int]) -> Iterator[str]:
    seen: set[str] = set()
    for run in _HAN.findall(text):
        for size in sizes:
            for at in range(len(run) - size + 1):
                part = run[at : at + size]
                if part not in seen:
                    seen.add(part)
                    yield part


def _spelled(text: str) -> Iterator[str]:
    words = _LATIN.findall(text.casefold())
    for at in range(len(words)):
        for size in range(1, _LONGEST_SPELLING + 1):
            yield "".join(words[at : at + size])


def _joined(pinyin: str) -> str:
    return pinyin.casefold().replace(" ", "").replace("'", "")

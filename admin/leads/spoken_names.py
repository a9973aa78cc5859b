"""Names of people in running Chinese text, by the company they keep. A guess: it may miss one, or take a word for one.

A wrong guess shows an officer two leads that share a word; nothing is decided by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

_PARTS: Final = re.compile(r"[^\u4e00-\u9fff]+|和(?!平)|与|及|跟|还有|以及|带着|伙同")
_QUOTED: Final = re.compile(r"[“\"「『'‘]([\u4e00-\u9fff]{2,4})[”\"」』'’]")
_CUE: Final = re.compile(
    r"(?:名叫|叫做|外号|绰号|人称|花名|自称|姓名[是为:]?|叫)[是为叫:]?[“\"「『'‘]?([\u4e00-\u9fff]{2,4})"
)


@dataclass(frozen=True, slots=True)
class _Words:
    surnames: frozenset[str]
    double: tuple[str, ...]
    titles: tuple[str, ...]
    not_names: frozenset[str]


@cache
def _words() -> _Words:
    kept = yaml.safe_load(files("admin").joinpath("leads", "spoken_names.yaml").read_text("utf-8"))
    longest_first = tuple(sorted(kept["titles"].split(), key=len, reverse=True))
    return _Words(
        frozenset("".join(kept["surnames"].split())), tuple(kept["double_surnames"].split()), longest_first,
        frozenset(kept["not_names"].split()),
    )  # fmt: skip


def listed(text: str) -> Iterator[str]:
    """Names in an answer to "who": parts of a list, without titles, and nicknames in quotation marks."""
    yield from _QUOTED.findall(text)
    for part in _PARTS.split(text):
        name = _without_titles(part)
        if _is_name(name):
            yield name


def introduced(text: str) -> Iterator[str]:
    """Names that a story introduces: 名叫…, 外号…, 人称…."""
    for found in _CUE.findall(text):
        for name in (found, found[:3], found[:2]):
            if _is_name(name):
                yield name
                break


def _without_titles(part: str) -> str:
    titles = _words().titles
    first = next((title for title in titles if part.startswith(title)), "")
    rest = part.removeprefix(first)
    return rest.removesuffix(next((title for title in titles if rest.endswith(title)), ""))


def _is_name(word: str) -> bool:
    words = _words()
    if word in words.not_names or "某" in word:
        return False
    if word.startswith(words.double):
        return len(word) in (3, 4)
    return len(word) in (2, 3) and word[0] in words.surnames

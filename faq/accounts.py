"""Whether a text tells what happened to somebody, rather than asking for knowledge: by how it is written as a whole.

A logistic regression over characters and pairs of neighbours, whose weights are published in `lexicon/accounts.json`
and learned by `xiansuo faq calibrate`. It knows accounts that name no wrong of the lanes' own list, and questions
that happen to name one.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import sqrt
from pathlib import Path

from faq.evaluate import NONE, Case
from faq.index import grams
from faq.learning import chance, learn_words
from faq.resources import read_json
from faq.text import clean, squeeze

FILE = Path(__file__).with_name("lexicon") / "accounts.json"
SEEN = 4
"""Texts that must hold a gram before it is weighed."""
LONGEST = 30
LENGTH, ALWAYS = "length", "always"
"""Columns beside the grams; no gram is so long."""


def likelihood(plain: str) -> float:
    """The chance, 0 to 1, that a squeezed text is an account."""
    weights = _shipped()
    return chance(sum(weights.get(name, 0.0) * value for name, value in _columns(plain).items()))


def learn(accounts: Iterable[str], others: Iterable[str]) -> dict[str, float]:
    """Weights for texts as they were typed; the same texts give the same weights."""
    texts = [(squeeze(clean(typed)), told) for typed, told in (*_marked(accounts, True), *_marked(others, False))]
    rows = [(_columns(plain), told) for plain, told in texts if plain]
    seen = Counter(name for row, _ in rows for name in row)
    known = [({name: value for name, value in row.items() if seen[name] >= SEEN}, told) for row, told in rows]
    return {name: round(weight, 3) for name, weight in sorted(learn_words(known).items())}


def split(cases: Sequence[Case]) -> tuple[list[str], list[str]]:
    """The questions of the cases: those that are accounts, and the others."""
    told = [not case.has_entry and case.want != (NONE,) for case in cases]
    pairs = list(zip(cases, told, strict=True))
    return [case.question for case, is_one in pairs if is_one], [case.question for case, is_one in pairs if not is_one]


def save(weights: Mapping[str, float], path: Path = FILE) -> None:
    path.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


@cache
def _shipped() -> dict[str, float]:
    return dict(read_json(FILE.name))


def _marked(texts: Iterable[str], told: bool) -> Iterable[tuple[str, bool]]:
    return ((typed, told) for typed in texts)


def _columns(plain: str) -> dict[str, float]:
    """Each gram once, with the ends marked, of unit length together; how long the text is; a constant."""
    found = set(grams(f"^{plain}$"))
    part = 1 / sqrt(len(found))
    return dict.fromkeys(found, part) | {LENGTH: min(len(plain), LONGEST) / LONGEST, ALWAYS: 1.0}

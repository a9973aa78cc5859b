"""What is promised, and the tests that try to break each: made from the threat model by `docs/promises.py`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise in the page's language; `tests` are files of the source."""

    text: str
    tests: tuple[str, ...]


@cache
def promises(language: str) -> tuple[Promise, ...]:
    """Every promise, in the order of the threat model."""
    listed = json.loads(files("bot.verify").joinpath("promises.json").read_text("utf-8"))
    return tuple(Promise(one[language], tuple(one["tests"])) for one in listed)

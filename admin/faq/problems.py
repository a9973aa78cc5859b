"""What the corpus's rules say of an edited entry, in the words of the staff site and beside the field they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

MINE: Final = "edited"
"""The file name under which the edited entry is checked."""
_PLACED = re.compile(rf"{MINE}:(\d+): (.*)", re.S)
_FIELDS: Final = (
    "id", "question", "aliases", "answer", "details", "sources", "valid_from", "valid_until", "related", "action",
    "verify",
)  # fmt: skip
_RULES: Final = tuple(
    (re.compile(pattern, re.S), key)
    for pattern, key in (
        (r"the wording (?P<wording>.+) is already used at .*\((?P<entry>\w+)\)", "taken"),
        (r"the wording (?P<wording>.+) says nothing once fillers are gone", "empty_wording"),
        (r"\w+ is missing or empty", "missing"),
        (r"the id .* is already used at .*", "id_taken"),
        (r"the id .* must be small letters, digits and underscores", "id_form"),
        (r"\w+ must be a date like 2022-05-01", "day"),
        (r"valid_until lies before valid_from", "days_swapped"),
        (r"the date (?P<date>.+) must be like 2022-05-01, 2022-05 or 2022", "source_date"),
        (r"the url (?P<url>.+) must begin with https://", "source_url"),
        (r"(?P<title>.+) is no law of .*, so it cannot cite (?P<article>.+)", "no_law"),
        (r"(?P<title>.+) has no article (?P<article>.+); its last is (?P<last>\d+)", "no_article"),
        (r"related names (?P<entry>.+), which is no other entry", "no_relation"),
        (r"each source needs a title .*", "source_form"),
        (r"unknown action .*", "action"),
    )
)


@dataclass(frozen=True)
class Problem:
    """One broken rule: `name` of its field (empty: the whole), and the text `faq.problem.<key>` with its values."""

    name: str
    key: str
    values: Mapping[str, str] = field(default_factory=dict)


def line_of(name: str) -> int:
    """The line under which a field of the edited entry is checked, so that a complaint leads back to it."""
    return _FIELDS.index(name) + 1


def lines(values: Mapping[str, object]) -> dict[str, int]:
    """Lines for every field of the entry and for every item of its lists."""
    found = {name: line_of(name) for name in _FIELDS}
    for name in ("aliases", "sources", "related"):
        items = values.get(name)
        count = len(items) if isinstance(items, list) else 0
        found |= {f"{name}[{place}]": line_of(name) for place in range(count)}
    return found


def problem(sentence: str) -> Problem:
    """A rule's sentence as a problem; one that this site has no words for is shown as the rule says it."""
    placed = _PLACED.fullmatch(sentence)
    if placed is None:
        return Problem("", "other", {"sentence": sentence})
    place, said = int(placed[1]), placed[2]
    name = _FIELDS[place - 1] if 1 <= place <= len(_FIELDS) else ""
    for rule, key in _RULES:
        if found := rule.fullmatch(said):
            return Problem(name, key, found.groupdict())
    return Problem(name, "other", {"sentence": said})

"""Shipped entries and local edits as one corpus. Local edits win, and the result always keeps the corpus's rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from faq import validate
from faq.corpus import Corpus, shipped
from faq.entry import Entry
from faq.errors import CorpusError
from faq.reading import Draft
from faq.text import bare

Locals = tuple[tuple[str, str], ...]
"""Pairs of entry id and the edited entry as JSON: hashable, so that a merge is made once."""


@dataclass(frozen=True, slots=True)
class Merged:
    """`corpus` is what bots get. `broken` are local edits that keep today's rules no longer, so the shipped holds."""

    corpus: Corpus
    broken: frozenset[str] = frozenset()


def plain(entry: Entry) -> dict[str, Any]:
    """An entry as texts and lists, as a file would hold it."""
    found: dict[str, Any] = json.loads(Corpus((entry,)).to_json())[0]
    return found


def as_json(entry: Entry) -> str:
    """An entry as one JSON text, the same for the same entry."""
    return json.dumps(plain(entry), ensure_ascii=False, sort_keys=True)


def draft(values: Mapping[str, Any], file: str = "") -> Draft:
    """An entry's values as the rules read them."""
    return Draft(file or str(values.get("id", "")), 0, dict(values))


@lru_cache(maxsize=2)
def merge(local: Locals, base: Corpus | None = None) -> Merged:
    """The one corpus; `base` is the shipped one by default.

    Where a newer release claims a wording that a local entry holds, the shipped entry gives way: it loses the alias,
    or, where its very question is taken, goes.
    """
    base = shipped() if base is None else base
    mine, broken = _sound(local)
    theirs = [entry for entry in base.entries if entry.id not in mine]
    entries = _without_clashes(list(mine.values()), theirs)
    return Merged(Corpus(tuple(_with_known_relations(entries))), broken)


def _sound(local: Locals) -> tuple[dict[str, Entry], frozenset[str]]:
    """Local entries that keep the rules by themselves, and the ids of those that do not."""
    kept: dict[str, Entry] = {}
    broken: set[str] = set()
    claimed: set[str] = set()
    for entry_id, body in local:
        try:
            values = json.loads(body)
            (entry,) = validate.checked([draft({**values, "related": []})])
        except (CorpusError, ValueError):
            broken.add(entry_id)
            continue
        wordings = {bare(wording) for wording in entry.wordings}
        if entry.id != entry_id or wordings & claimed:
            broken.add(entry_id)
            continue
        claimed |= wordings
        kept[entry_id] = replace(entry, related=tuple(values.get("related", ())))
    return kept, frozenset(broken)


def _without_clashes(mine: list[Entry], theirs: list[Entry]) -> list[Entry]:
    claimed = {bare(wording) for entry in mine for wording in entry.wordings}
    kept = [
        replace(entry, aliases=tuple(alias for alias in entry.aliases if bare(alias) not in claimed))
        for entry in theirs
        if bare(entry.question) not in claimed
    ]
    return [*kept, *mine]


def _with_known_relations(entries: list[Entry]) -> list[Entry]:
    known = {entry.id for entry in entries}
    return [
        replace(entry, related=tuple(name for name in entry.related if name in known and name != entry.id))
        for entry in entries
    ]

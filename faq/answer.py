"""What the matcher says, and how an entry is made ready for a reader."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from faq.entry import Entry, Source

Zone = Literal["answer", "suggest", "refuse", "report", "emergency"]

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]+|[^。！？!?\n]+$")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Answer:
    """`ids` are entries, best first, at most three, with their `scores` (0 to 1).

    They are given in every zone; only `answer` and `suggest` promise that showing them helps. In `refuse` they are
    the nearest that was found. `why` explains the first id and the zone in words for staff, not for citizens; it may
    quote the question, so it must not reach a log.
    """

    zone: Zone
    ids: tuple[str, ...]
    scores: tuple[float, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """An entry with local contacts filled in. `local` asks the channel to add that local rules decide."""

    id: str
    question: str
    answer: str
    details: str
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    action: str
    local: bool


def render(entry: Entry, contacts: Mapping[str, str]) -> Rendered:
    """Fills `{office_phone}` and its like; a sentence whose contact is unknown or empty is left out."""
    return Rendered(
        id=entry.id,
        question=entry.question,
        answer=fill(entry.answer, contacts),
        details=fill(entry.details, contacts),
        sources=entry.sources,
        related=entry.related,
        action=entry.action,
        local=entry.verify == "local",
    )


def fill(text: str, contacts: Mapping[str, str]) -> str:
    """The text with contacts in place of placeholders, without the sentences that lack theirs."""
    kept = []
    for sentence in _SENTENCE.findall(text):
        names = _PLACEHOLDER.findall(sentence)
        if all(contacts.get(name) for name in names):
            kept.append(_PLACEHOLDER.sub(lambda found: contacts[found.group(1)], sentence))
    return "".join(kept).strip()

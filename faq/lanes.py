"""Two lanes before matching: danger happening now, and a wrong that somebody tells in the first person.

A question about such things ("什么叫收保护费") is neither. The words of each kind are data (`lexicon/lanes.yaml`).
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from faq.resources import read_yaml
from faq.text import clean, squeeze

Lane = Literal["report", "emergency"]


@dataclass(frozen=True, slots=True)
class Words:
    """Each kind of word as one pattern."""

    now: re.Pattern[str]
    violence: re.Pattern[str]
    wrong: re.Pattern[str]
    person: re.Pattern[str]
    actor: re.Pattern[str]
    asking: re.Pattern[str]
    help: re.Pattern[str]
    past: re.Pattern[str]
    threat: re.Pattern[str]


@cache
def words() -> Words:
    groups = read_yaml("lanes.yaml")
    return Words(**{name: re.compile("|".join(map(str, groups[name]))) for name in Words.__slots__})


def lane(question: str) -> tuple[Lane, str] | None:
    """The lane of a question with the words that led there, or None for the matcher."""
    plain, known = squeeze(clean(question)), words()
    violence, threat = known.violence.search(plain), known.threat.search(plain)
    now, helped = known.now.search(plain), known.help.search(plain)
    past, asking = known.past.search(plain), known.asking.search(plain)
    if helped and not asking:
        return "emergency", helped.group()
    if now and (violence or threat) and not past and not asking:
        return "emergency", f"{now.group()} {(violence or threat).group()}"  # type: ignore[union-attr]
    wrong = known.wrong.search(plain) or violence or threat
    person, actor = known.person.search(plain), known.actor.search(plain)
    if wrong and not asking and (person or (actor and (past or len(plain) >= 10))):
        return "report", f"{(person or actor).group()} {wrong.group()}"  # type: ignore[union-attr]
    return None

"""Two lanes before matching: danger happening now, and a wrong that somebody tells in the first person.

A question about such things ("什么叫收保护费") is neither. The words of each kind are data (`lexicon/lanes.yaml`);
the decision errs towards the lanes, because a lane still shows the nearest entries, while an answer to a cry for help
shows a definition.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from faq.resources import read_yaml
from faq.text import clean, squeeze

Lane = Literal["report", "emergency"]
STORY = 16
"""Characters from which a first-person account stays a report although it ends in a question."""
TOLD = 7
"""Characters from which words of a wrong are an account at all."""


@dataclass(frozen=True, slots=True)
class Words:
    """Each kind of word as one pattern."""

    help: re.Pattern[str]
    now: re.Pattern[str]
    violence: re.Pattern[str]
    threat: re.Pattern[str]
    wrong: re.Pattern[str]
    person: re.Pattern[str]
    actor: re.Pattern[str]
    past: re.Pattern[str]
    asking: re.Pattern[str]
    plea: re.Pattern[str]
    interrogative: re.Pattern[str]


@cache
def words() -> Words:
    groups = read_yaml("lanes.yaml")
    return Words(**{name: re.compile("|".join(groups[name])) for name in Words.__slots__})


def lane(question: str) -> tuple[Lane, str] | None:
    """The lane of a question with the words that led there, or None for the matcher."""
    plain = squeeze(clean(question))
    return _emergency(plain) or _report(plain)


def _emergency(plain: str) -> tuple[Lane, str] | None:
    known = words()
    asking, past, now = known.asking.search(plain), known.past.search(plain), known.now.search(plain)
    cry = known.help.search(plain)
    if cry and not asking:
        return "emergency", cry.group()
    harm = known.violence.search(plain) or known.threat.search(plain)
    if harm and now and not past and not asking:
        return "emergency", f"{now.group()} {harm.group()}"
    return None


def _report(plain: str) -> tuple[Lane, str] | None:
    known = words()
    wrong = known.wrong.search(plain) or known.threat.search(plain) or known.violence.search(plain)
    person, actor = known.person.search(plain), known.actor.search(plain)
    told = person or actor
    if not wrong or not told or len(plain) < TOLD:
        return None
    if known.asking.search(plain):
        return None
    story = person and len(plain) >= STORY and (known.past.search(plain) or known.plea.search(plain) or actor)
    if known.interrogative.search(plain) and not story:
        return None
    return "report", f"{told.group()} {wrong.group()}"

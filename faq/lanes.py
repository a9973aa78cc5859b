"""Two lanes before matching: danger happening now, and a wrong that somebody tells in the first person.

A question about such things ("什么叫收保护费") is neither. The words of each kind are data (`lexicon/lanes.yaml`), and
so is how accounts are written (`faq.accounts`). The decision errs towards the lanes, because a lane still shows the
nearest entries, while an answer to a cry for help shows a definition.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from faq.accounts import likelihood
from faq.resources import read_yaml
from faq.text import clean, squeeze

Lane = Literal["report", "emergency"]
Found = re.Match[str] | None
STORY = 16
"""Characters from which a first-person account stays a report although it ends in a question."""
SAID = 12
"""Characters from which a statement about somebody, without any question, is a report."""
TOLD = 7
"""Characters from which words of a wrong are an account at all."""
LIKELY = 0.4
"""Likelihood from which a text is an account without words of a wrong."""
UNLIKELY = 0.1
"""Likelihood below which words of a wrong make no account."""


@dataclass(frozen=True, slots=True)
class Words:
    """Each kind of word as one pattern."""

    help: re.Pattern[str]
    grave: re.Pattern[str]
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
    told: re.Pattern[str]
    service: re.Pattern[str]


@cache
def words() -> Words:
    groups = read_yaml("lanes.yaml")
    return Words(**{name: re.compile("|".join(groups[name])) for name in Words.__slots__})


def lane(question: str) -> tuple[Lane, str] | None:
    """The lane of a question with the words that led there, or None for the matcher."""
    plain = squeeze(clean(question))
    return _emergency(plain) or _account(plain)


def _emergency(plain: str) -> tuple[Lane, str] | None:
    known = words()
    if known.past.search(plain) or known.asking.search(plain):
        return None
    cry = known.help.search(plain) or known.grave.search(plain)
    if cry:
        return "emergency", cry.group()
    harm, now = known.violence.search(plain) or known.threat.search(plain), known.now.search(plain)
    if harm and now:
        return "emergency", f"{now.group()} {harm.group()}"
    return None


def _account(plain: str) -> tuple[Lane, str] | None:
    if len(plain) < TOLD:
        return None
    likely = likelihood(plain)
    told = _wrong(plain) if likely >= UNLIKELY else ""
    return ("report", told or f"an account by its style, {likely:.2f}") if told or likely >= LIKELY else None


def _wrong(plain: str) -> str:
    """The words that name who did wrong and what; empty when the text asks, or names none."""
    known = words()
    if known.asking.search(plain):
        return ""
    wrong = known.wrong.search(plain) or known.threat.search(plain) or known.violence.search(plain)
    person, actor = known.person.search(plain), known.actor.search(plain)
    if not known.interrogative.search(plain):
        wrong = wrong or _told(plain, person, actor)
    elif not (person and len(plain) >= STORY and (known.past.search(plain) or known.plea.search(plain) or actor)):
        return ""
    who = person or actor
    if not wrong or not (who or len(plain) >= STORY):
        return ""
    return f"{who.group() if who else ''} {wrong.group()}".strip()


def _told(plain: str, person: Found, actor: Found) -> Found:
    """What makes a statement, in which no wrong is named, an account of one all the same."""
    if len(plain) < SAID or words().service.search(plain):
        return None
    if person and actor:
        return actor
    cues = list(words().told.finditer(plain))
    return cues[0] if len(cues) > (0 if person or actor else 1) else None

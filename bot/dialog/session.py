"""Everything a dialog remembers between two inputs. It is sealed before it touches a disk; nothing in it prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

Mark = Literal["empty", "given", "unknown"]


@dataclass(frozen=True)
class Answer:
    """The answer to one question: chosen values, typed messages (LF line ends), a position.

    `mark` empty = never answered or left blank; unknown = 不清楚 was pressed; given = anything else.
    """

    mark: Mark = "empty"
    values: tuple[str, ...] = field(default=(), repr=False)
    texts: tuple[str, ...] = field(default=(), repr=False)
    position: tuple[float, float] | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """All messages as one text."""
        return "\n".join(self.texts)

    @property
    def value(self) -> str:
        """The one chosen value, or nothing."""
        return self.values[0] if self.values else ""


NOTHING = Answer()


@dataclass(frozen=True)
class Waiting:
    """An effect under way: receipt|submit|look_up|write_back, since when. After 30 s it may be asked for again."""

    kind: str
    since: datetime


@dataclass(frozen=True)
class Session:
    """One person's dialog.

    `place` is the id of the current page, `resume` that of an interrupted report, `editing` the answer being changed
    from the review page. `ticks` are touched on the open page and not yet an answer. `warned` names the page whose
    warning was shown, `trouble` is the text key of what is wrong on the open page. `keys` open a look-up until 30
    minutes after `keys_since`. `note` is a message back that is not sent yet. `offered` are words that sound like a
    report, while the page that offers to begin one with them is open, and no longer.
    """

    language: str = "zh_CN"
    place: str = "menu"
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)
    editing: str = ""
    resume: str = ""
    ticks: tuple[str, ...] | None = field(default=None, repr=False)
    warned: str = ""
    trouble: str = ""
    waiting: Waiting | None = None
    receipt: str = field(default="", repr=False)
    lead_id: str = field(default="", repr=False)
    submitted_at: datetime | None = None
    keys: str = field(default="", repr=False)
    keys_since: datetime | None = None
    note_kind: str = ""
    note: str = field(default="", repr=False)
    offered: tuple[str, ...] = field(default=(), repr=False)

    def at(self, place: str) -> Session:
        """The session on another page, without what belonged to the open page alone."""
        return replace(self, place=place, ticks=None, warned="", trouble="", offered=())

    def answer(self, step: str) -> Answer:
        """The answer to a question, empty where there is none."""
        return self.answers.get(step, NOTHING)

    def with_answer(self, step: str, answer: Answer) -> Session:
        """The session with one answer put in."""
        return replace(self, answers={**self.answers, step: answer})

    @property
    def has_draft(self) -> bool:
        """Whether a report is begun and not submitted."""
        return bool(self.answers) and self.submitted_at is None

    def without(self, *steps: str) -> Session:
        """The session with the answers to some questions erased."""
        return replace(self, answers={key: value for key, value in self.answers.items() if key not in steps})

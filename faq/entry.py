"""One topic of the corpus, with the sources that it rests on."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    article: str = ""
    date: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One topic. `action` is report, track, call_110 or none; `verify` is "local" when local rules decide."""

    id: str
    question: str
    aliases: tuple[str, ...] = ()
    answer: str = ""
    details: str = ""
    sources: tuple[Source, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    related: tuple[str, ...] = ()
    action: str = "none"
    verify: str = ""

    @property
    def wordings(self) -> tuple[str, ...]:
        """The question and its aliases."""
        return (self.question, *self.aliases)

    def holds_on(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_until or day)

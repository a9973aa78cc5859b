"""The Q&A as the dialog sees it: the matcher's verdict, with the entry's words and local contacts filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.dialog.replies import FaqReply
from faq.answer import render
from faq.corpus import Corpus
from faq.entry import Source
from faq.match import Matcher

# What people ask first; the rest is reached by asking.
_FIRST_TOPICS = ("report_how", "report_protect", "report_anon", "report_after", "report_reward", "heie_force")


class FaqDesk:
    """Bound to the corpus that holds today and to the local contacts."""

    def __init__(self, matcher: Matcher, contacts: Mapping[str, str]) -> None:
        self._matcher = matcher
        self._corpus: Corpus = matcher.corpus
        self._contacts = contacts

    @classmethod
    def of(cls, corpus: Corpus, today: date, contacts: Mapping[str, str]) -> FaqDesk:
        """Build the index (under half a second for the shipped corpus)."""
        return cls(Matcher(corpus.holding_on(today)), contacts)

    def with_contacts(self, contacts: Mapping[str, str]) -> FaqDesk:
        """The same index with other local contacts."""
        return FaqDesk(self._matcher, contacts)

    def ask(self, text: str) -> FaqReply:
        """The reply to a question in free words; `related` holds the nearest where it is unsure, or a wrong is told."""
        found = self._matcher.ask(text)
        if found.zone == "answer" and (reply := self.entry(found.ids[0])) is not None:
            return reply
        near = () if found.zone == "refuse" else found.ids
        return FaqReply(zone=found.zone, related=self._questions(near))

    def entry(self, entry_id: str) -> FaqReply | None:
        """One entry, or None where the id is unknown (any more)."""
        entry = self._corpus.by_id.get(entry_id)
        if entry is None:
            return None
        shown = render(entry, self._contacts)
        return FaqReply(
            zone="answer",
            question=shown.question,
            answer=shown.answer,
            details=shown.details,
            sources=tuple(_cite(source) for source in shown.sources),
            related=self._questions(shown.related),
            action=shown.action,
            id=shown.id,
        )

    def topics(self) -> tuple[tuple[str, str], ...]:
        """The few (id, question) to begin with."""
        return self._questions(tuple(topic for topic in _FIRST_TOPICS if topic in self._corpus.by_id))

    def _questions(self, ids: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        return tuple((entry, self._corpus[entry].question) for entry in ids)


def _cite(source: Source) -> str:
    return " ".join(part for part in (source.title, source.article, source.date) if part)

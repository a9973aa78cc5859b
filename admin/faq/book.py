"""What the ledger says of the questions and answers at this moment, and the corpus that comes of it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from admin.faq.merge import Merged, as_json, merge
from admin.services import Services
from faq.answer import Answer
from faq.corpus import Corpus, shipped
from faq.entry import Entry
from faq.match import Matcher
from storage.tables.ledger import FaqRevision
from storage.unit_of_work import LedgerWork

Origin = Literal["shipped", "edited", "local"]


@dataclass(frozen=True)
class Book:
    """All entries as they hold, with the newest revision of those that were ever touched.

    `serial` is the number of the last act: whoever saves names it, so that nobody overwrites another.
    """

    merged: Merged
    revisions: dict[str, FaqRevision]
    serial: int

    @property
    def corpus(self) -> Corpus:
        return self.merged.corpus

    def based_on(self, entry_id: str) -> int:
        """The entry's present revision number, 0 where it was never touched."""
        kept = self.revisions.get(entry_id)
        return kept.number if kept else 0

    def local(self, entry_id: str) -> FaqRevision | None:
        """The local edit that holds, None where the shipped wording does."""
        kept = self.revisions.get(entry_id)
        return kept if kept and kept.body is not None else None

    def origin(self, entry_id: str) -> Origin:
        """Whether an entry is the release's own, edited here, or made here."""
        if self.local(entry_id) is None:
            return "shipped"
        return "edited" if entry_id in shipped().by_id else "local"

    def to_review(self, entry_id: str) -> bool:
        """Whether the release's wording has changed since the local edit was made over it."""
        kept = self.local(entry_id)
        if kept is None:
            return False
        if entry_id in self.merged.broken:
            return True
        theirs = shipped().by_id.get(entry_id)
        return kept.base != (as_json(theirs) if theirs else None)

    def find(self, entry_id: str) -> Entry | None:
        """The entry as bots get it."""
        return self.corpus.by_id.get(entry_id)


async def read(work: LedgerWork) -> Book:
    """The book as it stands; merging takes a few milliseconds once an act."""
    rows = await work.faq_entries.current()
    local = tuple((row.entry_id, row.body) for row in rows if row.body is not None)
    serial = max((row.serial for row in rows), default=0)
    return Book(await asyncio.to_thread(merge, local), {row.entry_id: row for row in rows}, serial)


async def ask(book: Book, text: str, today: date) -> Answer:
    """What a bot would say to the text today, in a thread: a new index takes most of a second."""
    return await asyncio.to_thread(lambda: _matcher(book.corpus, today).ask(text))


@lru_cache(maxsize=1)
def _matcher(corpus: Corpus, today: date) -> Matcher:
    return Matcher(corpus.holding_on(today))


@lru_cache(maxsize=1)
def packed(corpus: Corpus) -> tuple[str, bytes]:
    """The ETag and the bytes that bots fetch."""
    return corpus.etag, corpus.to_json().encode()


async def opened(services: Services) -> Book:
    """The book in a transaction of its own."""
    async with services.ledger.read() as work:
        return await read(work)


def values_of(body: str | None) -> dict[str, Any] | None:
    """A stored entry as plain values; None where the shipped wording holds, or there is none."""
    return None if body is None else dict(json.loads(body))

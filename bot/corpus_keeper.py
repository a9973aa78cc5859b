"""The questions and answers in use: the last good corpus, kept on disk, swapped whole when a newer one holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.faq_desk import FaqDesk
from faq import corpus
from faq.corpus import Corpus
from faq.errors import CorpusError
from kit import logs
from storage.unit_of_work import BotStore

if TYPE_CHECKING:
    from bot.admin_client import AdminClient

log = logs.get(__name__)


class CorpusKeeper:
    """`desk` answers at every moment: a new index is built beside it, in a thread, and takes its place in one step."""

    def __init__(self, store: BotStore, today: Callable[[datetime], date], clock: Callable[[], datetime]) -> None:
        self._store = store
        self._today = today
        self._clock = clock
        self._etag = ""
        self._refused = ""
        self._corpus: Corpus
        self._day: date
        self._desk: FaqDesk

    @property
    def desk(self) -> FaqDesk:
        """The Q&A over the corpus that holds, without local contacts."""
        return self._desk

    @property
    def etag(self) -> str:
        """The tag of the corpus in use."""
        return self._etag

    async def load(self) -> None:
        """Take the corpus kept on disk, or the shipped one where there is none or this release refuses it."""
        async with self._store.read() as work:
            kept = await work.corpus.newest()
        if kept is not None and (found := await _checked(kept.body)) is not None:
            await self._use(found, kept.etag)
        else:
            shipped = await asyncio.to_thread(corpus.shipped)
            # Its tag is what an admin host of the same release gives it: then nothing is fetched or built twice.
            await self._use(shipped, shipped.etag)

    async def refresh(self, client: AdminClient) -> None:
        """Fetch what is newer, and build anew on a new day; a corpus that breaks a rule changes nothing.

        Raises `AdminUnreachable`, `AdminRefused` and `StorageError`; questions are answered meanwhile.
        """
        fetched = await client.corpus([tag for tag in (self._etag, self._refused) if tag])
        if fetched is not None:
            await self._take(*fetched)
        if self._day != self._today(self._clock()):
            await self._use(self._corpus, self._etag)

    async def _take(self, etag: str, body: bytes) -> None:
        found = await _checked(body)
        if found is None:
            # Named in the next question too, so that the same bytes are not sent again and again.
            self._refused = etag
            return
        async with self._store.begin() as work:
            await work.corpus.keep(etag, body, self._clock())
        await self._use(found, etag)
        log.info("corpus_taken", etag=etag, entries=len(found))

    async def _use(self, found: Corpus, etag: str) -> None:
        day = self._today(self._clock())
        # One assignment: a question is answered by the old desk or by the new one, never by half of each.
        desk = await asyncio.to_thread(FaqDesk.of, found, day, {})
        self._desk, self._corpus, self._etag, self._day = desk, found, etag, day


async def _checked(body: bytes) -> Corpus | None:
    """The corpus if it keeps every rule and says something; None with a line in the log where it does not."""
    try:
        found = await asyncio.to_thread(corpus.loads, body.decode(), "corpus.json")
    except (CorpusError, ValueError, TypeError, AttributeError, RecursionError) as error:
        # The rules speak of lists and texts; what is built otherwise on purpose may fail before they do.
        problems = len(error.problems) if isinstance(error, CorpusError) else 1
        log.error("corpus_refused", problems=problems)
        return None
    if not len(found):
        log.error("corpus_refused", problems=0)
        return None
    return found

"""What was asked in vain or did not help, counted without a text until three conversations of a week said the same.

A question is known by its MAC under the week's key, which lies in memory only. A conversation is known by the row its
draft lies in, which on messengers hangs on the day's key: after two days nobody can tell any more who was counted.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.admin_client import AdminClient, AdminRefused
from faq import asked
from kit import logs
from kit.clock import local_day
from kit.runtime_store import RuntimeStore, RuntimeStoreUnavailable
from kit.runtime_store.protocol import monday_of
from storage.errors import StorageError
from storage.faq_asked import Asked
from storage.unit_of_work import BotStore
from storage.wire import AskedInVain, DayOfVotes, FaqNews

ENOUGH: Final = 3
"""So many conversations of one week must say the same before its text is kept."""
KEPT: Final = timedelta(days=30)
_BATCH: Final = 100
UNANSWERED: Final = "unanswered"
UNHELPFUL: Final = "unhelpful"

log = logs.get(__name__)


class AskedInVainCounter:
    """Counting never fails a conversation: what cannot be counted is left uncounted."""

    def __init__(self, store: BotStore, runtime: RuntimeStore, zone: ZoneInfo) -> None:
        self._store = store
        self._runtime = runtime
        self._zone = zone

    async def question(
        self, question: str, kind: str, entry_id: str, conversations: Sequence[bytes], now: datetime
    ) -> None:
        """Count a question; queue its normalised text for the editors once enough conversations asked it."""
        plain = asked.plain(question)
        if not plain:
            return
        try:
            await self._count(plain, kind, entry_id, conversations, now)
        except (StorageError, RuntimeStoreUnavailable, LookupError) as error:
            log.warning("question_not_counted", cause=type(error).__name__)

    async def vote(self, entry_id: str, helped: bool, conversations: Sequence[bytes], now: datetime) -> None:
        """Count whether an answer helped, once a conversation and entry a week."""
        try:
            today = local_day(now, self._zone)
            key = await self._runtime.weekly_key(today)
            said = _mac(key, "vote", entry_id.encode())
            async with self._store.begin() as work:
                if await work.faq_asked.mark(said, _marks(key, said, conversations), monday_of(today)):
                    await work.faq_asked.vote(entry_id, today, helped)
        except (StorageError, RuntimeStoreUnavailable, LookupError) as error:
            log.warning("vote_not_counted", cause=type(error).__name__)

    async def tell(self, bot_id: bytes, client: AdminClient) -> None:
        """Send what waits. Raises `AdminUnreachable` and `StorageError`, and then keeps it for the next time.

        What the admin host refuses for good is dropped: a question is worth less than what follows it.
        """
        async with self._store.read() as work:
            questions = await work.faq_asked.untold(_BATCH)
            votes = await work.faq_asked.uncounted(_BATCH)
        if not (questions or votes):
            return
        told = tuple(
            AskedInVain(
                question_id=one.id,
                text=one.text,
                kind="unhelpful" if one.kind == UNHELPFUL else "unanswered",
                entry_id=one.entry_id,
                day=one.day,
            )
            for one in questions
        )
        counts = tuple(
            DayOfVotes(entry_id=one.entry_id, day=one.day, helped=one.helped, unhelped=one.unhelped) for one in votes
        )
        try:
            await client.faq_news(FaqNews(bot_id=bot_id, questions=told, votes=counts))
        except AdminRefused as error:
            log.warning("questions_refused", cause=str(error))
        async with self._store.begin() as work:
            await work.faq_asked.arrived(questions, votes)

    async def _count(self, plain: str, kind: str, entry_id: str, conversations: Sequence[bytes], now: datetime) -> None:
        today = local_day(now, self._zone)
        key = await self._runtime.weekly_key(today)
        said = _mac(key, kind, f"{entry_id}:{plain}".encode())
        async with self._store.begin() as work:
            week = monday_of(today)
            count = await work.faq_asked.mark(said, _marks(key, said, conversations), week)
            told = _mac(key, "told", said)
            # Told once a week: an editor who sets it aside does not find it back after the fourth asking.
            if count >= ENOUGH and await work.faq_asked.mark(told, [told], week):
                await work.faq_asked.tell(Asked(told[:16], plain, kind, entry_id, today))


def _marks(key: bytes, said: bytes, conversations: Sequence[bytes]) -> list[bytes]:
    """The names under which a conversation is counted: another for everything it says, so that they join nothing."""
    return [_mac(key, "conversation", said + name) for name in conversations]


def _mac(key: bytes, purpose: str, said: bytes) -> bytes:
    return hmac.new(key, purpose.encode() + b"\0" + said, hashlib.sha256).digest()

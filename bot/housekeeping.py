"""What ends by the clock on the exposed host: drafts, remembered updates, delivered envelopes, keys, counts."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.asked import KEPT as QUESTIONS_KEPT
from bot.delivery import KEPT
from kit import clock, logs
from kit.runtime_store import RuntimeStore, RuntimeStoreUnavailable
from kit.runtime_store.protocol import monday_of
from storage.database import truncate_wal
from storage.errors import StorageError
from storage.unit_of_work import BotStore

_EVERY: Final = timedelta(minutes=10)

log = logs.get(__name__)


async def run(store: BotStore, runtime: RuntimeStore, zone: ZoneInfo) -> None:
    """Tidy until cancelled; what fails is tried again ten minutes later."""
    while True:
        try:
            await tidy(store, runtime, zone, clock.now())
        except (StorageError, RuntimeStoreUnavailable) as error:
            log.warning("housekeeping_waits", cause=type(error).__name__)
        await asyncio.sleep(_EVERY.total_seconds())


async def tidy(store: BotStore, runtime: RuntimeStore, zone: ZoneInfo, now: datetime) -> None:
    """One round: erased rows leave the database file and its log too."""
    today = clock.local_day(now, zone)
    await runtime.tidy(today)
    async with store.begin() as work:
        erased = await work.drafts.prune(now)
        erased += await work.seen_updates.prune(now)
        erased += await work.outbox.prune(now - KEPT)
        erased += await work.faq_asked.prune(monday_of(today), today - QUESTIONS_KEPT)
    if erased:
        await truncate_wal(store.engine)

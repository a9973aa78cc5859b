"""The outbox on its way to the ledger: at least once on the wire, once in the ledger, in order within a lead."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from bot.admin_client import AdminClient, AdminRefused, AdminUnreachable
from kit import logs
from kit.clock import hour_of
from storage.errors import StorageError
from storage.unit_of_work import BotStore

KEPT: Final = timedelta(days=14)
_BATCH: Final = 16
_LEASE: Final = timedelta(seconds=60)
_LONGEST_WAIT: Final = timedelta(minutes=5)
_IDLE_SECONDS: Final = 5.0

log = logs.get(__name__)


def wait_after(attempts: int, draw: float) -> timedelta:
    """How long to wait after this many failed attempts: doubling from 1 s to 5 min, `draw` in 0..1 spreads it."""
    seconds = min(2.0 ** min(attempts, 16), _LONGEST_WAIT.total_seconds())
    return timedelta(seconds=seconds * (0.5 + draw / 2))


class Delivery:
    """Takes due rows, posts them, notes the outcome. Several processes may run it side by side."""

    def __init__(
        self, store: BotStore, client: AdminClient, wake: asyncio.Event, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._client = client
        self._wake = wake
        self._clock = clock

    async def run(self) -> None:
        """Deliver until cancelled. A failing database or admin host is waited out."""
        while True:
            self._wake.clear()
            try:
                moved = await self.round()
            except StorageError as error:
                log.warning("outbox_unavailable", cause=type(error).__name__)
                moved = 0
            if moved == 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_IDLE_SECONDS):
                        await self._wake.wait()

    async def round(self) -> int:
        """One look at the outbox: leads first, then follow-ups of leads that have arrived. Returns how many moved."""
        now = self._clock()
        async with self._store.begin() as work:
            leads = await work.outbox.claim_leads(now, _LEASE, _BATCH)
        moved = 0
        for lead in leads:
            moved += await self._deliver_lead(lead.lead_id, lead.envelope, lead.attempts)
        async with self._store.begin() as work:
            messages = await work.outbox.claim_messages(now, _LEASE, _BATCH)
        for message in messages:
            moved += await self._deliver_message(message.message_id, message.body, message.attempts)
        return moved

    async def prune(self) -> None:
        """Erase what was delivered more than 14 days ago."""
        async with self._store.begin() as work:
            await work.outbox.prune(self._clock() - KEPT)

    async def _deliver_lead(self, lead_id: bytes, envelope: bytes, attempts: int) -> bool:
        outcome = await self._post(lambda: self._client.post_lead(envelope))
        now = self._clock()
        async with self._store.begin() as work:
            if outcome is None:
                await work.outbox.lead_delivered(lead_id, hour_of(now))
            elif isinstance(outcome, AdminRefused):
                await work.outbox.lead_refused(lead_id, str(outcome))
            else:
                await work.outbox.retry_lead(lead_id, now + wait_after(attempts, random.random()))
        return outcome is None

    async def _deliver_message(self, message_id: bytes, body: bytes, attempts: int) -> bool:
        outcome = await self._post(lambda: self._client.post_message(body))
        now = self._clock()
        async with self._store.begin() as work:
            if outcome is None:
                await work.outbox.message_delivered(message_id, hour_of(now))
            elif isinstance(outcome, AdminRefused):
                await work.outbox.message_refused(message_id, str(outcome))
            else:
                await work.outbox.retry_message(message_id, now + wait_after(attempts, random.random()))
        return outcome is None

    async def _post(self, send: Callable[[], Awaitable[object]]) -> AdminUnreachable | AdminRefused | None:
        try:
            await send()
        except (AdminUnreachable, AdminRefused) as error:
            log.warning("delivery_waits", cause=str(error))
            return error
        return None

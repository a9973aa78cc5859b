"""What is over is erased: sessions, waiting times, forgotten browsers, old questions, re-sealed shares."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

from admin.identity.housekeeping import tidy_identities
from admin.retention.housekeeping import tidy_destructions
from admin.services import Services
from admin.sign_in import cookies, delays, sessions
from kit import clock, logs
from kit.runtime_store import RuntimeStoreUnavailable
from storage.errors import StorageError

_KEPT_ENDED: Final = timedelta(days=1)
_QUESTIONS_KEPT: Final = timedelta(days=30)
_SECONDS: Final = 300.0

log = logs.get(__name__)


async def run(services: Services) -> None:
    """Tidy every five minutes until cancelled; a database or store that fails is tried again next time."""
    while True:
        try:
            await tidy(services, clock.now())
        except (StorageError, RuntimeStoreUnavailable) as error:
            log.warning("tidying_waits", cause=type(error).__name__)
        await asyncio.sleep(_SECONDS)


async def tidy(services: Services, now: datetime) -> None:
    """Erase rows that nothing asks for any more, and old keys of the runtime store."""
    today = clock.local_day(now, services.settings.zone)
    async with services.ledger.begin() as work:
        await work.faq_questions.prune(today - _QUESTIONS_KEPT)
        await work.sessions.prune(now - sessions.ABSOLUTE - _KEPT_ENDED)
        await work.devices.prune(now - timedelta(days=cookies.DEVICE_DAYS))
        await work.delays.prune(now - delays.FORGOTTEN_AFTER)
    await tidy_identities(services, now)
    await tidy_destructions(services, now)
    await services.runtime.tidy(today)

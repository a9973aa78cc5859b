"""What is over is erased: sessions, waiting times, forgotten browsers. To be called every few minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from admin.services import Services
from admin.sign_in import cookies, delays, sessions
from kit import clock

_KEPT_ENDED: Final = timedelta(days=1)


async def tidy(services: Services, now: datetime) -> None:
    """Erase rows that nothing asks for any more, and old keys of the runtime store."""
    async with services.ledger.begin() as work:
        await work.sessions.prune(now - sessions.ABSOLUTE - _KEPT_ENDED)
        await work.devices.prune(now - timedelta(days=cookies.DEVICE_DAYS))
        await work.delays.prune(now - delays.FORGOTTEN_AFTER)
    await services.runtime.tidy(clock.local_day(now, services.settings.zone))

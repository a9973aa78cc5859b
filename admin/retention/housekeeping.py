"""What goes on by itself: lists that nobody confirmed lapse, and those that two people signed are finished."""

from __future__ import annotations

from datetime import datetime

from admin.retention.destroying import finish_all
from admin.services import Services


async def tidy_destructions(services: Services, now: datetime) -> None:
    """One round, also after a process was killed in the middle."""
    async with services.ledger.begin() as work:
        await work.destructions.lapse(now)
    await finish_all(services, now)

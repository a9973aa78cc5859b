"""What is over: requests and call-backs lapse, and the shares re-sealed for them are erased."""

from __future__ import annotations

from datetime import datetime

from admin.services import Services
from storage.database import truncate_wal


async def tidy_identities(services: Services, now: datetime) -> None:
    """Mark what has lapsed by `now` and erase its shares, on SQLite out of the log too."""
    async with services.ledger.begin() as work:
        await work.identity_requests.lapse(now)
        await work.call_backs.lapse(now)
        erased = await work.resealed_shares.erase_ended(now)
    if erased:
        await truncate_wal(services.ledger.engine)

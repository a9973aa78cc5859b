"""The budgets of wrong passwords, kept in the database so that several processes count together."""

from __future__ import annotations

from datetime import datetime

from admin.services import Services
from admin.sign_in import delays
from storage.errors import BadInput


async def count_try(services: Services, budget: bytes, now: datetime) -> None:
    """Count a try *before* it is made, so that many at once gain nothing; raises `BadInput` while a delay runs."""
    async with services.ledger.begin() as work:
        row = await work.delays.lock(budget, now)
        left = delays.seconds_left(row.next_at, now)
        if not left:
            failures = delays.next_failures(row.failures, row.next_at, now)
            await work.delays.set(budget, failures, now + delays.wait_after(failures))
    if left:
        raise BadInput("signin.error.wait", seconds=left)


async def forget_tries(services: Services, budget: bytes) -> None:
    """A right password empties its own budget."""
    async with services.ledger.begin() as work:
        await work.delays.clear(budget)

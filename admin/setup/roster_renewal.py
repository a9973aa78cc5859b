"""Rosters from before policy 1 are signed again by the first member of the unit who signs in after it."""

from __future__ import annotations

from datetime import datetime

from admin.services import Services
from admin.setup import rosters
from admin.signed import Signed
from kit import logs
from storage.errors import NotAllowed, NotFound, StaleVersion, VaultError

log = logs.get(__name__)


async def renew(services: Services, signed: Signed, now: datetime) -> None:
    """Renew what needs it of the member's units; their own pair is open.

    A roster that does not verify keeps nobody from signing in: it is refused by name wherever it is used.
    """
    async with services.ledger.read() as work:
        due = [unit for unit in signed.member.units if await rosters.is_from_before(work, unit)]
    for unit in due:
        try:
            async with services.ledger.begin() as work:
                await rosters.renew(work, unit, signed.member.staff_id, signed.keyring, now)
        except (VaultError, NotAllowed, NotFound, StaleVersion) as error:
            log.error("roster_not_renewed", unit=unit, cause=str(error))

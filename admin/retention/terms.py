"""The term in days, how long a list waits, and how many leads it takes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from admin.leads.clock_settings import may_set
from admin.workflow.retention import LEAST_DAYS, MOST_DAYS, days_of
from storage.errors import BadInput, NotAllowed

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork

WAITS: Final = timedelta(days=14)
"""How long a list waits for a custodian."""
MOST_LEADS: Final = 100
"""Of one list: as many as a person reads before signing."""
SETTING: Final = "retention_days"


async def term_of(work: LedgerWork) -> int:
    """The days that the office has set, or the usual ones."""
    setting = await work.settings.get(SETTING)
    return days_of(setting.value if setting else None)


async def set_term(work: LedgerWork, signed: Signed, typed: str, version: int, now: datetime) -> None:
    """Keep another term. Raises `NotAllowed` for who is not of the office, `BadInput`, `StaleVersion`."""
    if not may_set(signed.member):
        raise NotAllowed("only the office sets its terms")
    if not (typed.isdecimal() and len(typed) < 5 and LEAST_DAYS <= int(typed) <= MOST_DAYS):
        raise BadInput("retention.error.days", least=LEAST_DAYS, most=MOST_DAYS)
    before = await term_of(work)
    await work.settings.put(SETTING, int(typed), version, now, signed.member.staff_id)
    await access.record(
        work, AccessKind.SETTINGS_CHANGED, signed, details=f"{SETTING} {before}>{int(typed)}", at=now
    )

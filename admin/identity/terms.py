"""How long things last, and what the access ledger remembers of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from admin.access import AccessKind, details_of
from admin.roles import Role
from storage.access import AccessFilter
from storage.tables.ledger import AccessEntry

if TYPE_CHECKING:
    from storage.unit_of_work import LedgerWork

ASKERS: Final = frozenset({Role.HANDLER, Role.OFFICE})
"""Roles that may ask for an identity or a call-back."""
WAITS: Final = timedelta(days=7)
"""How long a request waits for a decision."""
CALLS: Final = timedelta(days=3)
"""How long a custodian has for a call-back."""
SETTING: Final = "identity_hours"
MOST: Final = 72
"""Hours, of an approval."""
_USUAL: Final = 24


async def hours_to_reveal(work: LedgerWork) -> int:
    """For how many hours an approval holds, 1 to 72; 24 unless the office has set it."""
    setting = await work.settings.get(SETTING)
    value = setting.value if setting else None
    return value if isinstance(value, int) and 1 <= value <= MOST else _USUAL


async def recorded(work: LedgerWork, kind: AccessKind, lead_id: bytes, object_id: bytes) -> list[AccessEntry]:
    """Entries of a kind about one request or call-back of a lead: what is done stays done, whatever a row says."""
    found = await work.access.page(None, AccessFilter(kinds=(kind.value,), lead_id=lead_id), limit=1000)
    return [row for row in found if object_id.hex() in details_of(row).split(":")]

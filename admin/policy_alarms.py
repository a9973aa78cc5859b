"""A policy that is not ours is told to the operator and to the access ledger, once a reason and process."""

from __future__ import annotations

from admin import access
from admin.access import AccessKind
from admin.services import Services
from kit import logs
from storage.errors import StorageError

log = logs.get(__name__)


class PolicyAlarms:
    """Every page fails while the chain is foreign; one entry says so, which the bots' witness then holds."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._noted: set[str] = set()

    async def note(self, reason: str, cause: str) -> None:
        """Log and record it. A database that cannot be written to is tried again with the next page."""
        if reason in self._noted:
            return
        log.error("policy_not_ours", reason=reason, cause=cause)
        self._noted.add(reason)
        try:
            async with self._services.ledger.begin() as work:
                await access.record(work, AccessKind.POLICY_REFUSED, details=reason)
        except StorageError:
            self._noted.discard(reason)

"""What does not hold, as a text for whoever stands before the page, and ids as pages carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from admin.services import Services
from storage.errors import (
    AccessExpired,
    AccessRefused,
    AlreadyDone,
    BadInput,
    NotAllowed,
    NotFound,
    RosterRefused,
    SealBroken,
    SignatureBroken,
    VaultError,
)

if TYPE_CHECKING:
    from admin.signed import Signed

_KINDS: Final = (AccessExpired, AccessRefused, SignatureBroken, SealBroken, RosterRefused, VaultError, AlreadyDone)


def as_input(error: Exception) -> tuple[BadInput, int]:
    """The text of an error, and the page's status."""
    if isinstance(error, BadInput):
        return error, 422
    if isinstance(error, NotAllowed):
        return BadInput("identity.blocked.NotAllowed"), 403
    kind = next(kind for kind in _KINDS if isinstance(error, kind))
    return BadInput(f"identity.blocked.{kind.__name__}"), 409


async def note_blocked(services: Services, signed: Signed, lead_id: bytes, error: Exception) -> None:
    """What did not hold is for the auditor too, in a transaction of its own: the other was rolled back."""
    if isinstance(error, VaultError):
        async with services.ledger.begin() as work:
            await access.record(work, AccessKind.IDENTITY_BLOCKED, signed, lead_id, details=type(error).__name__)


def ids(typed: str) -> bytes:
    """An id of 16 bytes from a page or path. Raises `NotFound`."""
    try:
        found = bytes.fromhex(typed)
    except ValueError:
        found = b""
    if len(found) != 16:
        raise NotFound("no such id")
    return found

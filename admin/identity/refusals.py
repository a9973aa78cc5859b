"""What does not hold, as a text for whoever stands before the page, and ids as pages carry them."""

from __future__ import annotations

from typing import Final

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

_KINDS: Final = (AccessExpired, AccessRefused, SignatureBroken, SealBroken, RosterRefused, VaultError, AlreadyDone)


def as_input(error: Exception) -> tuple[BadInput, int]:
    """The text of an error, and the page's status."""
    if isinstance(error, BadInput):
        return error, 422
    if isinstance(error, NotAllowed):
        return BadInput("identity.blocked.NotAllowed"), 403
    kind = next(kind for kind in _KINDS if isinstance(error, kind))
    return BadInput(f"identity.blocked.{kind.__name__}"), 409


def ids(typed: str) -> bytes:
    """An id of 16 bytes from a page or path. Raises `NotFound`."""
    try:
        found = bytes.fromhex(typed)
    except ValueError:
        found = b""
    if len(found) != 16:
        raise NotFound("no such id")
    return found

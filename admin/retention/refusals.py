"""What does not hold about a list, as a text for whoever stands before the page."""

from __future__ import annotations

from typing import Final

from storage.errors import (
    AccessExpired,
    AccessRefused,
    AlreadyDone,
    BadInput,
    DestructionRefused,
    NotAllowed,
    RosterRefused,
    SignatureBroken,
    VaultError,
)

_KINDS: Final = (
    AccessExpired, DestructionRefused, SignatureBroken, RosterRefused, AccessRefused, VaultError, AlreadyDone,
)  # fmt: skip


def as_input(error: Exception) -> tuple[BadInput, int]:
    """The text of an error, and the page's status."""
    if isinstance(error, BadInput):
        return error, 422
    if isinstance(error, NotAllowed):
        return BadInput("retention.blocked.NotAllowed"), 403
    kind = next(kind for kind in _KINDS if isinstance(error, kind))
    return BadInput(f"retention.blocked.{kind.__name__}"), 409

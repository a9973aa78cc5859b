"""Tickets for calls, letters and visits: twelve digits that begin the citizen's dialog, good once and for two hours."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from storage.errors import BadInput
from storage.tables.ledger import Ticket
from storage.vault.binding import Binding
from storage.vault.purposes import Purpose
from storage.vault.secret import SecretBytes, SecretText

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork

DIGITS: Final = 12
VALID: Final = timedelta(hours=2)
SOURCES: Final = ("phone", "letter", "visit")


@dataclass(frozen=True, slots=True)
class MadeTicket:
    """A ticket just made; the digits exist only here and on the officer's page."""

    code: SecretText
    source: str
    expires_at: datetime

    def grouped(self) -> str:
        """Three groups of four digits, blanks between."""
        digits = self.code.reveal()
        return " ".join(digits[at : at + 4] for at in range(0, DIGITS, 4))


def code_mac(wrap_key: SecretBytes, code: str) -> bytes:
    """What is stored of the digits: 32 bytes that nobody can try out without the host's wrap key."""
    key = hmac.digest(wrap_key.reveal(), Binding(Purpose.TICKET).encode(), hashlib.sha256)
    return hmac.digest(key, code.encode(), hashlib.sha256)


async def make_ticket(
    work: LedgerWork, signed: Signed, wrap_key: SecretBytes, source: str, now: datetime
) -> MadeTicket:
    """Make a ticket; the ledger names who takes the call. Raises `BadInput` for an unknown source."""
    if source not in SOURCES:
        raise BadInput("ticket.error_source")
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    expires = now + VALID
    ticket = Ticket(
        code_mac=code_mac(wrap_key, code), staff_id=signed.member.staff_id, source=source, created_at=now,
        expires_at=expires,
    )  # fmt: skip
    await work.tickets.add(ticket)
    await access.record(work, AccessKind.TICKET_MADE, signed, details=source)
    return MadeTicket(SecretText(code), source, expires)

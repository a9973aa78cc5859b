"""Challenges for passkeys at the sign-in page: signed by this host, good for minutes, kept nowhere.

A stranger may ask for as many as they like and fills no memory. That each is answered once is the business of whoever
takes the answer: a passkey remembers the last challenge it has answered, and takes none that was given before.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from storage.vault.binding import Binding
from storage.vault.purposes import Purpose
from storage.vault.secret import SecretBytes
from storage.vault.seeds import Label, derive

LIFE: Final = timedelta(minutes=3)
_TIME: Final = 8
_RANDOM: Final = 16
_HEAD: Final = _TIME + _RANDOM
_MILLISECOND: Final = timedelta(milliseconds=1)


def fresh(wrap_key: SecretBytes, now: datetime) -> bytes:
    """A challenge of 56 bytes: when it was given in milliseconds since 1970, random bytes, and this host's word."""
    head = _milliseconds(now).to_bytes(_TIME, "big") + secrets.token_bytes(_RANDOM)
    return head + _mac(wrap_key, head)


def given_at(wrap_key: SecretBytes, challenge: bytes, now: datetime) -> int | None:
    """When it was given, in milliseconds since 1970; None for one that is not ours, or not of these minutes."""
    head, mac = challenge[:_HEAD], challenge[_HEAD:]
    if not hmac.compare_digest(mac, _mac(wrap_key, head)):
        return None
    given = int.from_bytes(head[:_TIME], "big")
    # Both ways, because the clocks of two machines differ.
    return given if abs(_milliseconds(now) - given) <= LIFE // _MILLISECOND else None


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _mac(wrap_key: SecretBytes, head: bytes) -> bytes:
    key = derive(wrap_key, Label.PASSKEY_CHALLENGE).reveal()
    return hmac.new(key, Binding(Purpose.PASSKEY_CHALLENGE, fields=(head,)).encode(), hashlib.sha256).digest()

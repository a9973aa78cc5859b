"""How long a budget waits after failures. Strangers slow only strangers, and nobody locks anybody out.

A browser that has signed in before has a budget of its own for the account; all others share one for the account.
Each try is counted before the password is stretched, so that many at once gain nothing, and taken back on success.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from datetime import datetime, timedelta
from typing import Final

from storage.vault.secret import SecretBytes
from storage.vault.seeds import Label, derive

FREE_TRIES: Final = 5
LONGEST: Final = timedelta(minutes=5)
FORGOTTEN_AFTER: Final = timedelta(hours=12)


def wait_after(failures: int) -> timedelta:
    """Nothing for the first tries, then 2, 4, 8 ... seconds up to five minutes."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(LONGEST, timedelta(seconds=2 ** min(failures - FREE_TRIES + 1, 16)))


def next_failures(failures: int, next_at: datetime, now: datetime) -> int:
    """The count with one more try; what lies half a day back is forgotten."""
    if now - next_at > FORGOTTEN_AFTER:
        return 1
    return failures + 1


def seconds_left(next_at: datetime, now: datetime) -> int:
    """Whole seconds until the next try is taken, 0 where it is taken now."""
    return math.ceil(max(0.0, (next_at - now).total_seconds()))


def budget_key(wrap_key: SecretBytes, login: str, device: bytes | None) -> bytes:
    """The row of a budget: 32 bytes that tell neither the account nor the browser."""
    key = derive(wrap_key, Label.BUDGET).reveal()
    told = b"device:" + device if device is not None else b"strangers"
    return hmac.new(key, told + b"\0" + login.encode(), hashlib.sha256).digest()

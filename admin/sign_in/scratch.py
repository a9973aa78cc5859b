"""What a session must show again after a reload, and nobody may find: in the runtime store, under the cookie's key.

The secret of a phone not yet confirmed, spare codes just made, recovery pages waiting to be printed, the challenge of a
passkey being made. Promise: neither the database nor a backup holds it, and without the browser's cookie the stored
bytes open nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from kit.runtime_store import RuntimeStore
from storage.errors import SealBroken
from storage.vault.binding import Binding
from storage.vault.purposes import Purpose
from storage.vault.sealing import decrypt, encrypt
from storage.vault.secret import SecretBytes
from storage.vault.seeds import Label, derive

SECONDS: Final = 1800
"""Half an hour: long enough to print pages, short enough to be forgotten."""


class Scratch:
    """Notes of one session by name."""

    def __init__(self, runtime: RuntimeStore, cookie: SecretBytes) -> None:
        self._runtime = runtime
        self._key = derive(cookie, Label.SESSION, context=b"scratch")

    async def put(self, name: str, value: SecretBytes, seconds: int = SECONDS) -> None:
        """Keep `value`, in place of what was there."""
        await self._runtime.put(self._place(name), encrypt(self._key, value.reveal(), _binding(name)), seconds)

    async def get(self, name: str) -> SecretBytes | None:
        """The value, or None where there is none or its time is over."""
        return self._opened(name, await self._runtime.get(self._place(name)))

    async def take(self, name: str) -> SecretBytes | None:
        """As `get`, and forgets it: of several that ask at once, one gets the value."""
        return self._opened(name, await self._runtime.pop(self._place(name)))

    async def forget(self, name: str) -> None:
        await self._runtime.pop(self._place(name))

    def _opened(self, name: str, sealed: bytes | None) -> SecretBytes | None:
        if sealed is None:
            return None
        try:
            return decrypt(self._key, sealed, _binding(name))
        except SealBroken:
            return None

    def _place(self, name: str) -> str:
        told = hmac.new(self._key.reveal(), name.encode(), hashlib.sha256).hexdigest()
        return f"scratch:{told}"


def _binding(name: str) -> Binding:
    return Binding(Purpose.SESSION_NOTE, fields=(name,))

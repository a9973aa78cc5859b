"""The policy that one machine's bot believes: pinned at the first signing, in a file beside the keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kit import secretfile
from storage.errors import StorageError
from storage.unit_of_work import Ledger

PIN_FILE: Final = "policy.pin"
_SECONDS: Final = 2.0


def read_pin(data: Path) -> str:
    """`version:fingerprint` as it was pinned, or nothing before the first signing."""
    try:
        return secretfile.read(data / PIN_FILE).decode()
    except FileNotFoundError:
        return ""


async def pin_when_signed(data: Path, ledger: Ledger, pin: Callable[[str], None]) -> None:
    """Wait for policy 1 and pin it, once and for good: a later swap of the ledger changes nothing here."""
    while not read_pin(data):
        try:
            async with ledger.read() as work:
                first = await work.policies.get(1)
        except StorageError:
            first = None
        if first is not None:
            secretfile.create(data / PIN_FILE, f"1:{first.fingerprint.hex()}".encode())
            break
        await asyncio.sleep(_SECONDS)
    pin(read_pin(data))
    # A companion that ends would end the process; this one has nothing more to do.
    await asyncio.Event().wait()

"""The policies that this host knows by itself: pinned at the first signing, in a file beside the keys.

Tables can be exchanged whole, and a forged chain holds together as well as a genuine one. So the session that adds the
second signature writes down which policy 1 it signed, and every later one is believed only if it follows from there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kit import secretfile
from storage.errors import SettingsRefused
from storage.vault.policy import Pin, Policy

PIN_FILE: Final = "policy.pin"
HEAD_FILE: Final = "policy.head"
"""The newest policy seen here. It moves forward only and goes into no backup: an older ledger would not fit it."""
_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Pins:
    """What the data folder and the setting XIANSUO_POLICY say; each of them must stand in the chain."""

    data: Path
    setting: str = ""

    def known(self) -> tuple[Pin, ...]:
        """Every policy known here, none before the first signing. Raises SettingsRefused for a damaged file."""
        found = (self.setting or None, _read(self.data / PIN_FILE), _read(self.data / HEAD_FILE))
        return tuple(dict.fromkeys(_parsed(text) for text in found if text is not None))

    def keep(self, policy: Policy, known: tuple[Pin, ...]) -> None:
        """Remember a policy that was verified, if it is newer than all in `known`. Only for committed ones."""
        if policy.version > max((pin.version for pin in known), default=0):
            secretfile.replace(self.data / HEAD_FILE, str(Pin.of(policy)).encode())

    def keep_first(self, policy: Policy) -> None:
        """Pin policy 1 once and for good, in the session that brought it into force."""
        if policy.version == 1:
            secretfile.create(self.data / PIN_FILE, str(Pin.of(policy)).encode())


def read_pin(data: Path) -> str:
    """`version:fingerprint` as it was pinned, or nothing before the first signing."""
    return _read(data / PIN_FILE) or ""


async def pin_when_signed(data: Path, pin: Callable[[str], None]) -> None:
    """Tell the bot of the same process which policy was pinned, once it is. What tables say does not matter here."""
    while not read_pin(data):  # noqa: ASYNC110 - another process may write the file
        await asyncio.sleep(_SECONDS)
    pin(read_pin(data))
    # A companion that ends would end the process; this one has nothing more to do.
    await asyncio.Event().wait()


def _read(file: Path) -> str | None:
    try:
        return secretfile.read(file).decode(errors="replace").strip()
    except FileNotFoundError:
        return None


def _parsed(text: str) -> Pin:
    try:
        return Pin.parse(text)
    except ValueError:
        raise SettingsRefused(
            "XIANSUO_POLICY",
            f"XIANSUO_POLICY, or {PIN_FILE} or {HEAD_FILE} in the data folder, is not a version, a colon and 64 "
            "hexadecimal digits: put back what custody reads out",
        ) from None

"""The wrap key: a file of this host without which nobody's password opens anything.

The ledger keeps a check value of it (HKDF of a random 256-bit key, worth nothing to a thief), so that a lost or
mistaken file is told at the start and not by everybody's password failing.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from pathlib import Path
from typing import Final

from kit import clock, secretfile
from storage.errors import SettingsRefused, StaleVersion
from storage.unit_of_work import Ledger
from storage.vault.secret import SecretBytes
from storage.vault.seeds import Label, derive

WRAP_KEY: Final = "wrap.key"
SIZE: Final = 32
_CHECK: Final = "wrap_key_check"
_CURE: Final = (
    "put it back from its paper copy with: xiansuo keys wrap --enter; if that is lost too, xiansuo keys wrap --new "
    "makes another, after which everybody is admitted anew and units come back by their recovery pages"
)


async def open_wrap_key(keys: Path, ledger: Ledger) -> SecretBytes:
    """The key, made at the very first start. Raises SettingsRefused where it is missing or another one."""
    async with ledger.read() as work:
        known = await work.settings.get(_CHECK)
    if known is None:
        key = SecretBytes(secretfile.read_or_create(keys / WRAP_KEY, SIZE))
        await _remember(ledger, key, 0)
        return key
    try:
        key = SecretBytes(secretfile.read(keys / WRAP_KEY))
    except FileNotFoundError:
        raise SettingsRefused(WRAP_KEY, f"{keys / WRAP_KEY} is missing: {_CURE}") from None
    if not hmac.compare_digest(_check_value(key), str(known.value)):
        raise SettingsRefused(WRAP_KEY, f"{keys / WRAP_KEY} is not this installation's key: {_CURE}")
    return key


async def enter(keys: Path, ledger: Ledger, typed: str) -> None:
    """Put a typed key back; raises SettingsRefused where it is not the one that the ledger knows."""
    try:
        key = SecretBytes(bytes.fromhex("".join(typed.split())))
    except ValueError:
        key = SecretBytes(b"")
    async with ledger.read() as work:
        known = await work.settings.get(_CHECK)
    right = known is None or hmac.compare_digest(_check_value(key), str(known.value))
    if len(key) != SIZE or not right:
        raise SettingsRefused(WRAP_KEY, "this is not the key: 64 digits and letters a to f, as they stand on paper")
    secretfile.replace(secretfile.private_folder(keys) / WRAP_KEY, key.reveal())


async def replace(keys: Path, ledger: Ledger) -> None:
    """Make another key in place of one that is lost: all passwords are void from here on."""
    async with ledger.read() as work:
        known = await work.settings.get(_CHECK)
    key = SecretBytes.random(SIZE)
    secretfile.replace(secretfile.private_folder(keys) / WRAP_KEY, key.reveal())
    await _remember(ledger, key, known.version if known else 0)


async def _remember(ledger: Ledger, key: SecretBytes, version: int) -> None:
    # Of two processes that start at once, both read the same file and either may write the same value.
    with suppress(StaleVersion):
        async with ledger.begin() as work:
            await work.settings.put(_CHECK, _check_value(key), version, clock.now(), None)


def _check_value(key: SecretBytes) -> str:
    return derive(key, Label.WRAPPING, context=b"check").reveal().hex()

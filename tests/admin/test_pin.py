"""The policy that one machine's bot believes, pinned at the first signing and never again."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from admin.pin import PIN_FILE, Pins, pin_when_signed, read_pin
from admin.services import Services
from admin.setup.founding import Founded
from kit import secretfile
from storage.errors import SettingsRefused
from tests.admin.thieves import forge, put_policy

pytestmark = pytest.mark.anyio


async def pinned(office: Services) -> str:
    """What the bot is told to believe."""
    told: asyncio.Queue[str] = asyncio.Queue()
    waiting = asyncio.create_task(pin_when_signed(office.settings.data, told.put_nowait))
    try:
        return await asyncio.wait_for(told.get(), 5)
    finally:
        waiting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await waiting


async def test_before_the_first_signing_nothing_is_pinned(tmp_path: Path) -> None:
    assert read_pin(tmp_path) == ""


async def test_the_first_policy_is_pinned_in_a_private_file(office: Services, founded: Founded) -> None:
    expected = f"1:{founded.policy.fingerprint.hex()}"
    assert await pinned(office) == expected
    assert read_pin(office.settings.data) == expected
    assert (office.settings.data / PIN_FILE).stat().st_mode & 0o777 == 0o600


async def test_what_is_pinned_is_told_whatever_the_tables_say(office: Services, founded: Founded) -> None:
    await put_policy(office, forge(founded.policy).link, bytes(32))
    assert await pinned(office) == f"1:{founded.policy.fingerprint.hex()}"


@pytest.mark.parametrize("damaged", [b"", b"1:", b"1:zz", b"0:" + b"0" * 64, b"\xff"])
def test_a_damaged_pin_is_named_and_never_taken_for_none(tmp_path: Path, damaged: bytes) -> None:
    secretfile.create(tmp_path / PIN_FILE, damaged)
    with pytest.raises(SettingsRefused):
        Pins(tmp_path).known()


async def test_it_waits_for_the_first_signing(empty: Services) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pinned(empty), 0.3)
    assert read_pin(empty.settings.data) == ""

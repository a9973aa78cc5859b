"""The leak scan over a real installation, after a whole day's work on it."""

import pytest

from admin.audit import verify_chain
from admin.leak_scan import scan
from admin.ledger_sealer import seal_once
from admin.services import KEYS_FOLDER, Services
from admin.setup.founding import Founded
from admin.wrap_key import WRAP_KEY
from tests.admin.desk import Desk

pytestmark = pytest.mark.anyio


async def test_an_installation_that_was_worked_on_holds_nothing_in_clear(office: Services, founded: Founded) -> None:
    await Desk(office, founded).file()
    assert await scan(office.ledger, office.settings.data) == []
    async with office.ledger.read() as work:
        noted = await work.access.latest("leaks_sought")
    assert noted is not None
    while await seal_once(office):
        continue
    await verify_chain(office.ledger)


async def test_a_key_that_was_copied_is_found_and_the_day_says_so(office: Services, founded: Founded) -> None:
    data = office.settings.data
    (data / "notes.txt").write_text((data / KEYS_FOLDER / WRAP_KEY).read_bytes().hex())
    leaks = await scan(office.ledger, data)
    assert [(leak.file.name, leak.what) for leak in leaks] == [("notes.txt", "the file wrap.key")]
    async with office.ledger.read() as work:
        noted = await work.access.latest("leaks_sought")
    assert noted is not None
    assert noted.body.endswith(b"\0\0\0\x011")

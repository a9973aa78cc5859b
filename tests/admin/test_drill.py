"""A restore drill opens the backup, checks it, notes the day, and leaves the running installation as it was."""

from pathlib import Path

import pytest

from admin import backing_up, drill
from admin.ledger_sealer import seal_once
from admin.services import Services
from kit import clock
from storage.backup import archive, operator
from storage.errors import ChainBroken, SealBroken
from tests.admin.thieves import write

pytestmark = pytest.mark.anyio


async def backup(office: Services, folder: Path) -> tuple[Path, str]:
    """A backup of a sealed ledger, and its secret key."""
    while await seal_once(office):
        continue
    secret, public = archive.new_identity()
    databases, files = [backing_up.database(office.settings)], backing_up.files(office.settings)
    return operator.write(folder, databases, files, public, clock.now()), secret


async def test_a_drill_checks_the_backup_and_leaves_nothing_behind(office: Services, tmp_path: Path) -> None:
    file, secret = await backup(office, tmp_path / "backups")
    before = sorted(office.settings.data.rglob("*"))
    async with office.ledger.read() as work:
        height = await work.blocks.height()
    assert await drill.drill(file, secret, office.settings.data) == height > 0
    await drill.note(office.ledger)
    assert sorted(office.settings.data.rglob("*")) == before
    async with office.ledger.read() as work:
        assert await work.access.latest("restore_drilled") is not None


async def test_a_backup_that_does_not_open_fails_the_drill(office: Services, tmp_path: Path) -> None:
    file, _ = await backup(office, tmp_path / "backups")
    with pytest.raises(SealBroken):
        await drill.drill(file, archive.new_identity()[0], office.settings.data)


async def test_a_backup_of_a_broken_ledger_fails_the_drill(office: Services, tmp_path: Path) -> None:
    while await seal_once(office):
        continue
    await write(office, "UPDATE access_entries SET body = zeroblob(length(body)) WHERE kind = 'policy_signed'")
    file, secret = await backup(office, tmp_path / "backups")
    with pytest.raises(ChainBroken):
        await drill.drill(file, secret, office.settings.data)

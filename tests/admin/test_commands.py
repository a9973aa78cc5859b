"""The inside host's own commands, as far as they need no terminal."""

from pathlib import Path

import pytest

from admin import commands
from admin.services import LINK_FILE, Services
from admin.setup.founding import Founded
from storage.errors import AlreadyDone, SettingsRefused
from tests.admin.offices import settings_of

SITE = "https://staff.example"


def test_the_first_administrators_link_goes_into_a_private_file_where_there_is_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_of(tmp_path)
    commands.first_admin_link(settings, SITE)
    file = settings.data / LINK_FILE
    assert file.read_text().startswith(f"{SITE}/admin/")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text().strip() not in capsys.readouterr().out


def test_a_second_link_replaces_the_first(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    links = []
    for _ in range(2):
        commands.first_admin_link(settings, SITE)
        links.append((settings.data / LINK_FILE).read_text())
    assert links[0] != links[1]


@pytest.mark.anyio
async def test_once_there_is_an_administrator_there_is_no_link(office: Services, founded: Founded) -> None:
    with pytest.raises(AlreadyDone):
        await commands.offer_link(office, SITE)
    await commands.offer_first_link(office, SITE)
    assert not (office.settings.data / LINK_FILE).exists()


def test_the_wrap_key_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="terminal"):
        commands.show_wrap_key(settings_of(tmp_path))


def test_a_recovery_link_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="terminal"):
        commands.recovery_link(settings_of(tmp_path), SITE, "office", "王试")


def test_an_empty_ledger_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands.verify_audit(settings_of(tmp_path))
    assert "0 blocks hold together" in capsys.readouterr().out

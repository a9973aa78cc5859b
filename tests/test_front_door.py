"""The command `xiansuo` as an operator types it: wrong settings end it with one sentence and no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hosts import ROOT, free_port

EVERYWHERE = "0.0.0.0"  # noqa: S104  what must be refused


def xiansuo(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in an empty folder with these settings alone."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("XIANSUO_", "TELEGRAM_"))}
    given = {"XIANSUO_DATA": str(folder / "data"), "XIANSUO_RUNTIME_DIR": str(folder / "run")} | environment
    command = [sys.executable, str(ROOT / "xiansuo.py"), *arguments]
    return subprocess.run(command, env=clean | given, cwd=folder, capture_output=True, text=True, timeout=60)


def sentence(done: "subprocess.CompletedProcess[str]", code: int) -> str:
    """The one line an operator reads; fails on a traceback."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_help_names_the_commands(tmp_path: Path) -> None:
    shown = xiansuo(tmp_path, "--help").stdout
    for command in ("serve", "bot", "admin", "migrate", "demo", "first-admin", "keys", "backup", "restore", "audit"):
        assert command in shown


def test_a_misspelt_setting_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    told = sentence(xiansuo(tmp_path, "bot", XIANSUO_PROT="8000"), 2)
    assert "XIANSUO_PROT is no setting" in told
    assert "XIANSUO_PORT" in told


@pytest.mark.parametrize(
    ("name", "value"), [("XIANSUO_PORT", "eighty"), ("XIANSUO_TIMEZONE", "Mars"), ("XIANSUO_POLICY", "one")]
)
def test_a_wrong_value_is_named_with_an_example(tmp_path: Path, name: str, value: str) -> None:
    told = sentence(xiansuo(tmp_path, "bot", **{name: value}), 2)
    assert told.startswith(f"{name} is wrong")
    assert "for example" in told


def test_a_bot_alone_needs_the_token(tmp_path: Path) -> None:
    told = sentence(xiansuo(tmp_path, "bot", XIANSUO_ADMIN_URL="http://127.0.0.1:1"), 1)
    assert "XIANSUO_SERVICE_TOKEN is not set" in told


def test_one_database_for_both_hosts_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.db'}"
    told = sentence(xiansuo(tmp_path, "migrate", XIANSUO_BOT_DATABASE_URL=url, XIANSUO_ADMIN_DATABASE_URL=url), 1)
    assert "database" in told


def test_an_unknown_kind_of_database_is_refused_without_its_password(tmp_path: Path) -> None:
    told = sentence(xiansuo(tmp_path, "migrate", XIANSUO_BOT_DATABASE_URL="mysql://u:geheim@db/x"), 1)
    assert "XIANSUO_BOT_DATABASE_URL" in told
    assert "geheim" not in told


def test_serve_beyond_this_machine_demands_an_address_of_its_own_for_staff(tmp_path: Path) -> None:
    done = xiansuo(tmp_path, "serve", XIANSUO_HOST=EVERYWHERE, XIANSUO_PORT=str(free_port()))
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "XIANSUO_ADMIN_PORT" in done.stderr or "XIANSUO_TLS_CERTIFICATE" in done.stderr


def test_serve_beyond_this_machine_demands_tls(tmp_path: Path) -> None:
    ports = {"XIANSUO_PORT": str(free_port()), "XIANSUO_ADMIN_PORT": str(free_port())}
    done = xiansuo(tmp_path, "serve", XIANSUO_HOST=EVERYWHERE, **ports)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "XIANSUO_TLS_CERTIFICATE" in done.stderr


def test_migrating_makes_both_databases_private(tmp_path: Path) -> None:
    done = xiansuo(tmp_path, "migrate")
    assert done.returncode == 0, done.stderr
    assert "up to date" in done.stdout
    for name in ("bot.db", "ledger.db"):
        assert (tmp_path / "data" / name).stat().st_mode & 0o777 == 0o600


def test_a_missing_file_to_verify_is_told_plainly(tmp_path: Path) -> None:
    done = xiansuo(tmp_path, "receipt", "verify", "none.json")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr

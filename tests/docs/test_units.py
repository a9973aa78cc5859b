"""The systemd units: as closed as was said, and systemd takes them."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"
SERVICES = ("xiansuo.service", "xiansuo-bot.service", "xiansuo-admin.service")
CLOSED = {
    "LimitCORE": "0",
    "MemorySwapMax": "0",
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "StateDirectoryMode": "0700",
    "RuntimeDirectory": "xiansuo",
    "RuntimeDirectoryMode": "0700",
    "User": "xiansuo",
    "UMask": "0077",
}


def service(name: str) -> dict[str, str]:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / name, "utf-8")
    return dict(unit["Service"])


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_is_closed(name: str) -> None:
    found = service(name)
    assert {key: found.get(key) for key in CLOSED} == CLOSED


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_runs_its_own_part(name: str) -> None:
    part = name.removesuffix(".service").removeprefix("xiansuo").removeprefix("-") or "serve"
    assert service(name)["ExecStart"].endswith(f"xiansuo.py {part}")


def test_the_units_differ_in_their_part_only() -> None:
    own = {"ExecStart", "AmbientCapabilities", "CapabilityBoundingSet"}
    kept = [{key: value for key, value in service(name).items() if key not in own} for name in SERVICES]
    assert kept[0] == kept[1] == kept[2]


def test_the_inside_host_needs_nothing_that_root_may() -> None:
    assert service("xiansuo-admin.service")["CapabilityBoundingSet"] == ""


@pytest.mark.parametrize("name", [*SERVICES, "xiansuo-backup.service", "xiansuo-backup.timer"])
def test_systemd_takes_the_unit(name: str, tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("no systemd on this machine")
    # The program lies elsewhere while it is tested.
    for unit in DEPLOY.glob("xiansuo*.[st]*"):
        text = unit.read_text("utf-8").replace("/opt/xiansuo/.venv/bin/python", sys.executable)
        (tmp_path / unit.name).write_text(text, "utf-8")
    checked = [tool, "verify", "--man=no", "--recursive-errors=no", str(tmp_path / name)]
    told = subprocess.run(checked, capture_output=True, text=True, timeout=60, check=False)
    assert [line for line in told.stderr.splitlines() if "xiansuo" in line] == []


@pytest.mark.parametrize("script", ["install.sh", "xiansuo.sh"])
def test_a_script_is_read_by_the_plainest_shell(script: str) -> None:
    told = subprocess.run(["sh", "-n", str(DEPLOY / script)], capture_output=True, text=True, timeout=60, check=False)
    assert told.stderr == ""

"""Real processes of both hosts, started and killed by tests: `xiansuo admin` and `xiansuo bot`, apart, over HTTP."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from admin.pin import PIN_FILE
from admin.services import KEYS_FOLDER, SERVICE_TOKEN, open_services
from admin.settings import AdminSettings
from admin.setup.founding import Founded, found
from kit import clock, secretfile
from kit.settings import read
from storage.migrate import upgrade
from tests.admin.offices import plan

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 60.0


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Host:
    """One process. `url` is where it answers, `probe` a path that answers once it does."""

    name: str
    url: str
    probe: str
    environment: Mapping[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        """Start and wait until it answers; fails with the end of its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "xiansuo.py"), self.name],
                env=dict(self.environment), stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=ROOT,
            )  # fmt: skip
        deadline = time.monotonic() + READY_SECONDS
        while not self.answers():
            assert self.process.poll() is None, self.tail()
            assert time.monotonic() < deadline, f"{self.name} does not answer: {self.tail()}"
            time.sleep(0.02)

    def answers(self) -> bool:
        """Whether it answers now."""
        try:
            return httpx.get(f"{self.url}{self.probe}", timeout=2).status_code < 500
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(30)

    def stop(self) -> None:
        """End it as an operator would; fails where it does not end in time."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-3000:]


@dataclass
class Hosts:
    """An office's two machines, each with a folder of its own."""

    folder: Path
    founded: Founded
    admin: Host
    bot: Host

    @property
    def inside(self) -> Path:
        return self.folder / "inside"

    @property
    def outside(self) -> Path:
        return self.folder / "outside"

    def admin_settings(self) -> AdminSettings:
        """The inside host's settings, for looking into its ledger."""
        given = {"admin_database_url": url} if (url := self.admin.environment.get("XIANSUO_ADMIN_DATABASE_URL")) else {}
        return read(AdminSettings, data=self.inside, runtime_dir=self.folder / "run-inside", **given)


async def found_office(folder: Path, **given: object) -> Founded:
    """A small office with its first policy, in `folder`/inside. `given` are further settings of the inside host."""
    settings = read(AdminSettings, data=folder / "inside", runtime_dir=folder / "run-inside", **given)
    secretfile.private_folder(settings.data)
    await upgrade(settings.database_url, "ledger")
    async with open_services(settings) as services:
        founded = await found(services, plan(), clock.now())
    secretfile.create(settings.data / PIN_FILE, f"1:{founded.policy.fingerprint.hex()}".encode())
    return founded


@contextmanager
def hosts(folder: Path, founded: Founded, **given: str) -> Iterator[Hosts]:
    """Both hosts of an office found in `folder`, not started yet; killed at the end. `given` are further settings."""
    made = make_hosts(folder, founded, **given)
    try:
        yield made
    finally:
        made.admin.kill()
        made.bot.kill()


def make_hosts(folder: Path, founded: Founded, **given: str) -> Hosts:
    """As `hosts`, for who kills them by themselves."""
    admin_port, bot_port = free_port(), free_port()
    admin_url, bot_url = f"http://127.0.0.1:{admin_port}", f"http://127.0.0.1:{bot_port}"
    inside, outside = folder / "inside", folder / "outside"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("XIANSUO_", "TELEGRAM_"))}
    admin_environment = clean | {
        "XIANSUO_DATA": str(inside),
        "XIANSUO_RUNTIME_DIR": str(folder / "run-inside"),
        "XIANSUO_ADMIN_PORT": str(admin_port),
    }
    token = secretfile.read(inside / KEYS_FOLDER / SERVICE_TOKEN).hex()
    bot_environment = clean | {
        "XIANSUO_DATA": str(secretfile.private_folder(outside)),
        "XIANSUO_RUNTIME_DIR": str(folder / "run-outside"),
        "XIANSUO_PORT": str(bot_port),
        "XIANSUO_ADMIN_URL": admin_url,
        "XIANSUO_SERVICE_TOKEN": token,
        "XIANSUO_POLICY": f"1:{founded.policy.fingerprint.hex()}",
        # Tests and measurements press at once, and file more than an office gets.
        "XIANSUO_FORM_SECONDS": "0",
        "XIANSUO_REPORTS_A_MINUTE": "1000000",
    }
    return Hosts(
        folder,
        founded,
        Host("admin", admin_url, "/admin/sign-in", admin_environment | given, folder / "admin.log"),
        Host("bot", bot_url, "/alive", bot_environment | given, folder / "bot.log"),
    )


def single_machine(made: Hosts) -> Host:
    """Both hosts of an office in one process and one data folder, not started yet; killed by who starts it."""
    fast = {name: made.bot.environment[name] for name in ("XIANSUO_FORM_SECONDS", "XIANSUO_REPORTS_A_MINUTE")}
    environment = dict(made.admin.environment) | fast | {"XIANSUO_PORT": made.bot.url.rpartition(":")[2]}
    del environment["XIANSUO_ADMIN_PORT"]
    return Host("serve", made.bot.url, "/alive", environment, made.folder / "serve.log")


def copy_office(template: Path, folder: Path) -> None:
    """A fresh copy of a founded office: founding takes seconds, copying does not."""
    shutil.copytree(template, folder, dirs_exist_ok=True)

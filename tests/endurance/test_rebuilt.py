"""A host lost and made anew: the bot from nothing but the policy, the inside host from its backup."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping

import pytest

from admin.services import KEYS_FOLDER
from admin.wrap_key import WRAP_KEY
from storage.vault.receipt import Receipt
from tests.citizen import Citizen, Page
from tests.endurance.ledgers import all_stored, lookup_ids
from tests.hosts import ROOT, Hosts

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def test_a_bot_host_rebuilt_from_nothing_but_the_policy_still_answers_an_old_receipt(both: Hosts) -> None:
    receipt = await file_and_deliver(both)
    both.bot.kill()
    shutil.rmtree(both.outside)
    shutil.rmtree(both.folder / "run-outside")
    both.outside.mkdir(mode=0o700)
    both.bot.start()
    page = await look_up_when_believed(both, receipt)
    assert page.step == "progress"
    assert "已受理" in page.words


async def test_a_ledger_restored_from_its_backup_gets_again_what_came_after_it(both: Hosts) -> None:
    before = await file_and_deliver(both)
    inside = both.admin.environment
    key = run_on_terminal(["backup", str(both.folder / "backups")], inside, r"AGE-SECRET-KEY-[A-Z0-9]+")
    wrap_key = (both.inside / KEYS_FOLDER / WRAP_KEY).read_bytes()
    after = await file_and_deliver(both)
    both.admin.kill()
    shutil.rmtree(both.inside)
    restore(both, key, wrap_key)
    both.admin.start()
    wanted = await lookup_ids([before, after], both.founded.policy)
    found = await all_stored(both, wanted)
    assert sorted(found) == sorted(wanted)


async def test_no_backup_holds_the_wrap_key_nor_a_session(both: Hosts) -> None:
    folder = both.folder / "backups"
    key = run_on_terminal(["backup", str(folder)], both.admin.environment, r"AGE-SECRET-KEY-[A-Z0-9]+")
    wrap_key = (both.inside / KEYS_FOLDER / WRAP_KEY).read_bytes()
    both.admin.kill()
    shutil.rmtree(both.inside)
    restore(both, key, None)
    assert not (both.inside / KEYS_FOLDER / WRAP_KEY).exists()
    for file in both.inside.rglob("*"):
        assert not file.is_file() or wrap_key not in file.read_bytes(), file.name


async def test_a_restored_host_backs_up_at_night_without_being_asked_for_a_key(both: Hosts) -> None:
    folder = both.folder / "backups"
    key = run_on_terminal(["backup", str(folder)], both.admin.environment, r"AGE-SECRET-KEY-[A-Z0-9]+")
    shutil.rmtree(both.inside)
    restore(both, key, None)
    command = [sys.executable, str(ROOT / "xiansuo.py"), "backup", str(folder / "night")]
    done = subprocess.run(command, env=dict(both.admin.environment), capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()[-500:]
    (newest,) = (folder / "night").glob("*.age")
    shutil.rmtree(both.inside)
    shutil.copy(newest, folder / "z.age")
    restore(both, key, None)


async def file_and_deliver(both: Hosts) -> Receipt:
    """File a report and wait until the ledger has it."""
    citizen = Citizen.at(both.bot.url)
    async with citizen.http:
        receipt = await citizen.file()
    wanted = await lookup_ids([receipt], both.founded.policy)
    assert set(wanted) <= set(await all_stored(both, wanted))
    return receipt


async def look_up_when_believed(both: Hosts, receipt: Receipt) -> Page:
    """Look up until the new host has fetched the policy and found the pinned one in it."""
    deadline = time.monotonic() + 30
    while True:
        citizen = Citizen.at(both.bot.url)
        async with citizen.http:
            page = await citizen.look_up(receipt)
        if page.step == "progress" or time.monotonic() > deadline:
            return page


def restore(both: Hosts, key: str, wrap_key: bytes | None) -> None:
    """Bring the newest backup back, then the wrap key from its paper copy."""
    typed = f"{key}\n".encode()
    newest = max((both.folder / "backups").glob("*.age"))
    done = subprocess.run(
        [sys.executable, str(ROOT / "xiansuo.py"), "restore", str(newest)],
        env=dict(both.admin.environment), input=typed, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-500:]
    if wrap_key is not None:
        file = both.inside / KEYS_FOLDER / WRAP_KEY
        file.write_bytes(wrap_key)
        file.chmod(0o600)


def run_on_terminal(arguments: list[str], environment: Mapping[str, str], wanted: str) -> str:
    """Run a command on a terminal of its own and return what matched in what it showed."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "xiansuo.py"), *arguments],
        env=dict(environment), stdin=follower, stdout=follower, stderr=follower, cwd=ROOT,
    )  # fmt: skip
    os.close(follower)
    shown = b""
    while True:
        ready, _, _ = select.select([leader], [], [], 60)
        try:
            piece = os.read(leader, 4096) if ready else b""
        except OSError:
            piece = b""
        if not piece:
            break
        shown += piece
    os.close(leader)
    assert process.wait(30) == 0, shown.decode()[-500:]
    found = re.search(wanted, shown.decode())
    assert found, "the command showed no key"
    return found.group(0)

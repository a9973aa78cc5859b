"""A restore from an old backup, end to end with real processes: two people sign, and everybody can see it for good."""

import asyncio
import re
import shutil
import subprocess
import sys
import time

import httpx
import pytest

from admin.services import KEYS_FOLDER
from admin.wrap_key import WRAP_KEY
from tests.admin.browsers import Browser
from tests.citizen import Page
from tests.endurance.ledgers import all_stored, lookup_ids
from tests.endurance.test_rebuilt import file_and_deliver, restore, run_on_terminal
from tests.hosts import ROOT, Hosts

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(300)]


async def test_an_old_backup_goes_on_once_office_and_custody_have_signed_for_what_is_lost(both: Hosts) -> None:
    before = await file_and_deliver(both)
    inside = both.admin.environment
    key = run_on_terminal(["backup", str(both.folder / "backups")], inside, r"AGE-SECRET-KEY-[A-Z0-9]+")
    wrap_key = (both.inside / KEYS_FOLDER / WRAP_KEY).read_bytes()
    after = await file_and_deliver(both)
    saw = await height_shown(both, at_least=2)
    both.admin.kill()
    shutil.rmtree(both.inside)
    restore(both, key, wrap_key)
    both.admin.start()
    wanted = await lookup_ids([before, after], both.founded.policy)
    assert sorted(await all_stored(both, wanted)) == sorted(wanted)
    assert "等办公室和身份保管两家签字" in await shown(both, "等办公室和身份保管两家签字")
    assert "还差另一家" in await signed(both, "wang")
    assert "查阅记录接着往下记" in await signed(both, "bao")
    page = await shown(both, "恢复自备份")
    assert re.search(r"\d{4}-\d\d-\d\d 恢复自备份", page)
    assert await height_shown(both, at_least=saw + 2) > saw + 1
    assert "查阅记录对不上" not in await shown(both, "每一块都接得上")
    told = command(both, "audit", "verify")
    assert f"block {saw + 1}: restored from a backup on" in told
    assert "2 leads are the ones that were filed" in told


async def shown(both: Hosts, wanted: str) -> str:
    """The words of `/verify` once `wanted` is among them, or whatever is there after half a minute."""
    deadline = time.monotonic() + 30
    async with httpx.AsyncClient(base_url=both.bot.url, trust_env=False) as anyone:
        while True:
            words = Page((await anyone.get("/verify")).text).words
            if wanted in words or time.monotonic() > deadline:
                return words
            await asyncio.sleep(0.2)


async def height_shown(both: Hosts, at_least: int) -> int:
    """The witnessed height on `/verify` once it is so high, or whatever it is after half a minute."""
    deadline = time.monotonic() + 30
    while True:
        found = re.search(r"已见证到 第 (\d+) 块", await shown(both, "已见证到"))
        height = int(found.group(1)) if found else 0
        if height >= at_least or time.monotonic() > deadline:
            return height
        await asyncio.sleep(0.2)


async def signed(both: Hosts, login: str) -> str:
    """Sign in on the staff site and press the button of the page for restores."""
    person = both.founded.people[login]
    async with httpx.AsyncClient(base_url=both.admin.url, trust_env=False, timeout=30) as client:
        browser = Browser(client)
        await browser.sign_in(person)
        page = await browser.get("/admin/restore")
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        return await browser.post("/admin/restore/sign", **hidden, password=person.password.reveal())


def command(both: Hosts, *words: str) -> str:
    """What a command of the inside host's operator says."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "xiansuo.py"), *words],
        env=dict(both.admin.environment), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout

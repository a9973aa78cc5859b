"""The pictures of the READMEs: `make screenshots`, or `python docs/screenshots.py [--chromium PROGRAM]`.

Starts a demonstration in a folder of its own, files a report in a phone-sized browser as a reporter would, signs in as
the demonstration's officer, and writes six PNG files into `docs/pictures`. Everything on them is invented.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT: Final = Path(__file__).resolve().parent.parent
PICTURES: Final = ROOT / "docs" / "pictures"
PHONE: Final = (360, 740)
DESK: Final = (1280, 800)
COLOURS: Final = 64
MOST_BYTES: Final = 150 * 1024
READY_SECONDS: Final = 180
STORY: Final = "菜市场有人每月初挨个摊位收“卫生费”，三百一个月，没有票。不交的第二天就有人来掀摊子。"
_ACCOUNT: Final = re.compile(r"^office +(?P<password>[a-z0-9-]{29}) +(?P<code>\d{6})", re.M)
_RECEIPT: Final = re.compile(r"receipt of an answered report: (?P<digits>[\d ]{24})")


class NoDemonstration(Exception):
    """The demonstration did not come up; the message holds its last words."""


@dataclass(frozen=True)
class Demonstration:
    """Where it listens, who can sign in (codes are good for half a minute), and the receipt of an answered report."""

    address: str
    password: str
    code: str
    receipt: str


def main() -> None:
    """Make all pictures anew."""
    asked = argparse.ArgumentParser(description="make the pictures of the READMEs")
    asked.add_argument("--chromium", default=shutil.which("chromium") or "", help="the browser to drive")
    browser = asked.parse_args().chromium
    if not browser:
        sys.exit("no chromium on this machine: install the package chromium, or name the program with --chromium")
    PICTURES.mkdir(exist_ok=True)
    with demonstration() as demo, sync_playwright() as played:
        chromium = played.chromium.launch(executable_path=browser, args=["--no-sandbox", "--lang=zh-CN"])
        # The code of this half minute comes first, before it ends.
        officer(chromium, demo)
        reporter(chromium, demo)
        chromium.close()
    for picture in sorted(PICTURES.glob("*.png")):
        print(f"{picture.relative_to(ROOT)}  {picture.stat().st_size // 1024} KB")


@contextlib.contextmanager
def demonstration() -> Iterator[Demonstration]:
    """A demonstration on a free port, gone with its folder afterwards."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        places = {"XIANSUO_DATA": f"{folder}/data", "XIANSUO_RUNTIME_DIR": f"{folder}/runtime"}
        # This reporter presses faster than anybody reads.
        places["XIANSUO_FORM_SECONDS"] = "0"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("XIANSUO_")}
        command = [sys.executable, str(ROOT / "xiansuo.py"), "demo"]
        with subprocess.Popen(
            command, cwd=folder, env=inherited | places | {"XIANSUO_PORT": str(port), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        ) as child:  # fmt: skip
            try:
                yield _told(child, f"http://127.0.0.1:{port}")
            finally:
                child.terminate()


def _told(child: subprocess.Popen[str], address: str) -> Demonstration:
    assert child.stdout is not None
    too_late = threading.Timer(READY_SECONDS, child.kill)
    too_late.start()
    said = ""
    for line in child.stdout:
        said += line
        if "staff site:" in line:
            break
    too_late.cancel()
    account, receipt = _ACCOUNT.search(said), _RECEIPT.search(said)
    if account is None or receipt is None:
        raise NoDemonstration(said[-2000:])
    # Read on, so that a full pipe never stops the demonstration.
    threading.Thread(target=child.stdout.read, daemon=True).start()
    return Demonstration(address, account["password"], account["code"], receipt["digits"])


def officer(chromium: Browser, demo: Demonstration) -> None:
    """The list of leads, one lead, and the list of what is missing on the first day."""
    page = _page(chromium, DESK)
    page.goto(f"{demo.address}/admin/")
    page.fill("[name=login]", "office")
    page.fill("[name=password]", demo.password)
    page.fill("[name=code]", demo.code)
    page.click("main button[type=submit], main form button")
    page.goto(f"{demo.address}/admin/leads")
    _keep(page, "desk-queue")
    page.click("main table a[href*='/admin/leads/']")
    _keep(page, "desk-lead")
    page.context.close()


def reporter(chromium: Browser, demo: Demonstration) -> None:
    """The first page, the story, the receipt, and what a receipt shows once an officer has answered."""
    page = _page(chromium, PHONE)
    page.goto(demo.address)
    _keep(page, "chat-menu")
    _press(page, "report")
    _press(page, "no")
    _act(page, "next")
    _press(page, "no")
    _act(page, "next")
    _press(page, "anonymous")
    _press(page, "market")
    page.click("button[name=press][value^=area]")
    page.fill("[name=text]", STORY)
    _keep(page, "chat-story")
    _act(page, "next")
    page.fill("[name=text]", "东门菜市场")
    _act(page, "submit_now")
    _act(page, "submit")
    page.wait_for_selector(".receipt")
    _keep(page, "chat-receipt")
    page.context.close()
    page = _page(chromium, PHONE)
    page.goto(demo.address)
    _press(page, "track")
    page.fill("[name=text]", demo.receipt)
    page.keyboard.press("Enter")
    page.wait_for_selector(".thread")
    _keep(page, "chat-answer")
    page.context.close()


def _page(chromium: Browser, size: tuple[int, int]) -> Page:
    width, height = size
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light",
        device_scale_factor=2 if width < 600 else 1,
    )  # fmt: skip
    context.set_default_timeout(20_000)
    return context.new_page()


def _press(page: Page, value: str) -> None:
    page.click(f"button[name=press][value={value}]")


def _act(page: Page, name: str) -> None:
    # The first button of a form is a hidden twin: it is what the Enter key presses.
    page.click(f"button[name=action][value={name}]:not([aria-hidden])")


def _keep(page: Page, name: str) -> None:
    """A screenshot with few colours: text on paper needs no more, and the file stays small."""
    target = PICTURES / f"{name}.png"
    page.screenshot(path=target)
    with Image.open(target) as taken:
        taken.convert("RGB").quantize(COLOURS).save(target, optimize=True)
    if target.stat().st_size > MOST_BYTES:
        raise ValueError(f"{name} is larger than {MOST_BYTES // 1024} KB")


if __name__ == "__main__":
    main()

"""Passkeys in a real browser, under TLS and a host name, with an authenticator that the browser plays itself."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import CDPSession, Page, async_playwright

from admin.app import staff_site
from admin.services import Services
from admin.setup.founding import Founded, Person
from kit import clock
from tests.admin.authenticator import reached_by_https
from tests.certificates import self_signed

pytestmark = [pytest.mark.anyio, pytest.mark.needs_chromium, pytest.mark.slow]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@dataclass
class Seen:
    """A page of Chromium, the address that passkeys are bound to, and the line to the device that the browser plays."""

    page: Page
    address: str
    line: CDPSession
    device: str

    async def sign_in(self, person: Person, by_code: bool = True) -> None:
        await self.page.goto(f"{self.address}/admin/sign-in?back=/admin/account")
        await self.page.locator("#login").fill(person.plan.login)
        await self.page.locator("#password").fill(person.password.reveal())
        if by_code:
            await self.page.locator("#code").fill(person.code(clock.now()))
            await self.page.get_by_role("button", name="登录", exact=True).click()
            await self.page.wait_for_url("**/admin/account")
        else:
            await self.page.get_by_role("button", name="用通行密钥登录").click()

    async def add(self, name: str, password: str) -> None:
        adding = self.page.locator("#passkey-add")
        await adding.locator("[name=name]").fill(name)
        await adding.locator("[name=password]").fill(password)
        await adding.get_by_role("button").click()

    async def verifies(self, verified: bool) -> None:
        """Whether the person at the device has a finger that it knows."""
        given = {"authenticatorId": self.device, "isUserVerified": verified}
        await self.line.send("WebAuthn.setUserVerified", given)


@asynccontextmanager
async def seen(
    office: Services, chromium: str, folder: Path, width: int = 1280, script: bool = True
) -> AsyncIterator[Seen]:
    """A browser before a server of its own, which it knows as staff.test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"https://staff.test:{port}"
    certificate, key = self_signed(folder, "staff.test")
    site = staff_site(reached_by_https(office, address))
    config = uvicorn.Config(
        site, port=port, ssl_certfile=str(certificate), ssl_keyfile=str(key), log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn tells it by this attribute alone)
        await asyncio.sleep(0.01)
    async with async_playwright() as played:
        args = ["--no-sandbox", "--host-resolver-rules=MAP staff.test 127.0.0.1"]
        browser = await played.chromium.launch(executable_path=chromium, args=args)
        context = await browser.new_context(
            ignore_https_errors=True, viewport={"width": width, "height": 800}, java_script_enabled=script
        )
        page = await context.new_page()
        line = await context.new_cdp_session(page)
        await line.send("WebAuthn.enable")
        device = await line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        yield Seen(page, address, line, device["authenticatorId"])
        await browser.close()
    server.should_exit = True
    await serving


async def test_a_passkey_is_added_signs_in_and_is_removed(
    office: Services, founded: Founded, chromium: str, tmp_path: Path
) -> None:
    wang = founded.people["wang"]
    async with seen(office, chromium, tmp_path) as browser:
        await browser.sign_in(wang)
        assert not await browser.page.get_by_text("需要浏览器开启 JavaScript").is_visible()
        await browser.add("蓝色的安全密钥", wang.password.reveal())
        await browser.page.get_by_text("通行密钥已添加").wait_for()
        await browser.page.get_by_role("button", name="退出登录").click()
        await browser.sign_in(wang, by_code=False)
        await browser.page.wait_for_url("**/admin/account")
        await browser.page.get_by_text("添加了一个通行密钥").wait_for()
        await browser.page.get_by_role("button", name="删除通行密钥：蓝色的安全密钥").click()
        await browser.page.get_by_text("通行密钥已删除").wait_for()
        await browser.page.get_by_role("button", name="退出登录").click()
        await browser.sign_in(wang, by_code=False)
        await browser.page.get_by_text("登录名、口令或通行密钥不对").wait_for()


async def test_what_goes_wrong_is_said_and_the_code_still_signs_in(
    office: Services, founded: Founded, chromium: str, tmp_path: Path
) -> None:
    wang = founded.people["wang"]
    async with seen(office, chromium, tmp_path) as browser:
        await browser.sign_in(wang, by_code=False)
        said = browser.page.locator("#passkey-sign-in [data-said]")
        await said.get_by_text("没有完成").wait_for()
        await browser.page.locator("#code").fill(wang.code(clock.now()))
        await browser.page.get_by_role("button", name="登录", exact=True).click()
        await browser.page.wait_for_url("**/admin/account")
        said = browser.page.locator("#passkey-add [data-said]")
        await browser.add("手机", "not the password")
        await said.get_by_text("口令不对").wait_for()
        await browser.verifies(False)
        await browser.add("手机", wang.password.reveal())
        await said.get_by_text("没有完成").wait_for()
        await browser.verifies(True)
        await browser.add("手机", wang.password.reveal())
        await browser.page.get_by_text("通行密钥已添加").wait_for()
        await browser.add("又是手机", wang.password.reveal())
        await said.get_by_text("已经有您的通行密钥了").wait_for()


async def test_at_another_address_the_page_says_where_passkeys_are_good(
    office: Services, founded: Founded, chromium: str, tmp_path: Path
) -> None:
    async with seen(office, chromium, tmp_path) as browser:
        elsewhere = browser.address.replace("staff.test", "127.0.0.1")
        await browser.page.goto(f"{elsewhere}/admin/sign-in")
        await browser.page.locator("#login").fill("wang")
        await browser.page.locator("#password").fill("anything")
        await browser.page.get_by_role("button", name="用通行密钥登录").click()
        await browser.page.get_by_text(f"通行密钥只在 {browser.address} 上有效").wait_for()


async def test_without_script_the_code_signs_in_and_the_account_says_what_is_missing(
    office: Services, founded: Founded, chromium: str, tmp_path: Path
) -> None:
    async with seen(office, chromium, tmp_path, script=False) as browser:
        await browser.page.goto(f"{browser.address}/admin/sign-in")
        assert not await browser.page.locator("#passkey-sign-in").is_visible()
        await browser.sign_in(founded.people["wang"])
        assert not await browser.page.locator("#passkey-add").is_visible()
        await browser.page.get_by_text("需要浏览器开启 JavaScript").wait_for()


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_neither_page_scrolls_sideways(
    office: Services, founded: Founded, chromium: str, tmp_path: Path, width: int
) -> None:
    wang = founded.people["wang"]
    async with seen(office, chromium, tmp_path, width) as browser:
        await browser.sign_in(wang)
        await browser.add("很长的名字" * 8, wang.password.reveal())
        await browser.page.get_by_text("通行密钥已添加").wait_for()
        for language in ("zh_CN", "en"):
            for path in ("/admin/account", "/admin/sign-in"):
                await browser.page.goto(f"{browser.address}{path}?language={language}")
                over = await browser.page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert over <= 0, (path, language, width, over)

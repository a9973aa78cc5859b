"""The token of the page that submits: old enough, ours, and this browser's."""

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.channels.web.form_token import FormTokens
from kit.runtime_store import FolderStore

pytestmark = pytest.mark.anyio
ZONE = ZoneInfo("Asia/Shanghai")
# Half a minute before midnight in Shanghai.
LATE = datetime(2026, 11, 22, 15, 59, 30, tzinfo=UTC)


class Browser:
    """One cookie, and the tokens as a process gives them; time goes on where a test says so."""

    def __init__(self, folder: Path) -> None:
        self.cookie = secrets.token_hex(32)
        self.now = LATE
        self.tokens = FormTokens(FolderStore(folder), ZONE, 3, lambda: self.now)

    async def ripe(self, token: str, cookie: str = "") -> bool:
        return await self.tokens.ripe(token, cookie or self.cookie)

    async def given(self) -> str:
        return await self.tokens.give(self.cookie)


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return Browser(tmp_path / "run")


async def test_it_is_good_once_the_page_could_be_read(browser: Browser) -> None:
    token = await browser.given()
    assert not await browser.ripe(token)
    browser.now += timedelta(seconds=2)
    assert not await browser.ripe(token)
    browser.now += timedelta(seconds=1)
    assert await browser.ripe(token)


async def test_it_may_be_used_again_and_beside_another_tab_s(browser: Browser) -> None:
    first = await browser.given()
    browser.now += timedelta(seconds=10)
    second = await browser.given()
    browser.now += timedelta(seconds=10)
    assert [await browser.ripe(one) for one in (first, second, first)] == [True, True, True]


async def test_it_outlives_midnight_and_ends_with_its_key(browser: Browser) -> None:
    token = await browser.given()
    browser.now += timedelta(hours=1)
    assert await browser.ripe(token)
    browser.now += timedelta(days=2)
    assert not await browser.ripe(token)


async def test_another_browser_s_is_not_good(browser: Browser) -> None:
    token = await browser.given()
    browser.now += timedelta(seconds=10)
    assert not await browser.ripe(token, secrets.token_hex(32))


async def test_another_process_reads_it(browser: Browser, tmp_path: Path) -> None:
    token = await browser.given()
    later = browser.now + timedelta(seconds=10)
    assert await FormTokens(FolderStore(tmp_path / "run"), ZONE, 3, lambda: later).ripe(token, browser.cookie)


async def test_an_earlier_moment_written_into_it_breaks_it(browser: Browser) -> None:
    moment, _, mac = (await browser.given()).partition(".")
    assert not await browser.ripe(f"{int(moment, 16) - 60:x}.{mac}")


@pytest.mark.parametrize("made_up", ["", ".", "0.", "zz.zz", "6" * 500, "0.\x00", "线索.线索", f"0.{'0' * 32}"])
async def test_what_is_none_of_ours_is_not_good(browser: Browser, made_up: str) -> None:
    assert not await browser.ripe(made_up)


async def test_who_pressed_too_early_keeps_the_token_and_goes_on_waiting(browser: Browser) -> None:
    token = await browser.given()
    browser.now += timedelta(seconds=2)
    assert await browser.tokens.give(browser.cookie, token) == token
    assert await browser.tokens.give(browser.cookie, "made.up") != token

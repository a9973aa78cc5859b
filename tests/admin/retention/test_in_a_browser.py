"""The whole way in a real browser without script, and room on small screens in both languages."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.admin.identity.test_in_a_browser import sit_down_at
from tests.admin.pages.test_in_a_browser import browsing
from tests.admin.retention.ending import HOME, Ending, later

pytestmark = [pytest.mark.anyio, pytest.mark.needs_chromium, pytest.mark.slow]


async def fits(page: Page, name: str) -> None:
    """Nothing reaches beyond the screen."""
    for language in ("en", "zh_CN"):
        address = page.url.partition("?")[0]
        await page.goto(f"{address}?language={language}")
        over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, (address, language, over)
    if folder := os.environ.get("LOOK"):
        width = await page.evaluate("innerWidth")
        await page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [390, 1280])
async def test_a_list_is_put_forward_confirmed_and_seen_without_script(
    ending: Ending, chromium: str, width: int
) -> None:
    first, second = await ending.closed(words=1), await ending.closed(identity=None, words=3)
    held = await ending.closed()
    await (await ending.browser("wang")).send(f"/admin/leads/{held.number}/protection", wanted="1")
    with later():
        async with browsing(ending.desk, chromium, width, script=False) as (page, context):
            await sit_down_at(ending.desk, page, context, "wang")
            await page.goto(HOME)
            await fits(page, "due")
            await page.fill("#list-password", ending.password("wang"))
            await page.get_by_role("button", name="签名，提出清册").click()
            assert second.number in await page.content()
            assert held.number not in await page.content()
            await fits(page, "waiting")
            await sit_down_at(ending.desk, page, context, "bao")
            await page.goto(f"{HOME}?language=zh_CN")
            await fits(page, "custody")
            await page.get_by_role("link", name="清册 2 条").click()
            await fits(page, "confirm")
            await page.fill("#confirm-password", ending.password("bao"))
            await page.get_by_role("button", name="签名并销毁").click()
            assert "已全部销毁" in await page.content()
            await fits(page, "done")
            await sit_down_at(ending.desk, page, context, "guan")
            await page.goto("/admin/audit?language=zh_CN")
            await fits(page, "audit")
            await sit_down_at(ending.desk, page, context, "wang")
            await page.goto(f"/admin/leads/{first.number}?language=zh_CN")
            await fits(page, "lead")
            assert "王试 提出，包试 监销" in await page.content()

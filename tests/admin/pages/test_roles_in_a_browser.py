"""Pledge, devices, recusal and exclusion in a real browser: room on the smallest screen, and without script."""

import pytest

from tests.admin.desk import Desk
from tests.admin.pages.test_in_a_browser import browsing

pytestmark = [pytest.mark.anyio, pytest.mark.needs_chromium, pytest.mark.slow]
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


async def test_nothing_is_wider_than_the_smallest_screen(desk: Desk, chromium: str) -> None:
    filed = await desk.file(who="管理员、赵试")
    await desk.browser("wang")
    async with browsing(desk, chromium, width=320) as (page, _):
        for path in ("account", "pledge", f"leads/{filed.number}"):
            await page.goto(f"/admin/{path}")
            for one in await page.locator("#shield details, #steps details").all():
                await one.evaluate("box => box.open = true")
            assert not await page.evaluate(WIDER), path


async def test_withdrawing_works_without_script_and_by_keyboard(desk: Desk, chromium: str) -> None:
    filed = await desk.file()
    async with browsing(desk, chromium, script=False) as (page, _):
        await page.goto(f"/admin/leads/{filed.number}")
        await page.locator("#shield summary").first.focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.type("同村亲属")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/admin/leads?gone=1")
        assert "不再由您经手" in await page.content()
    assert "lead_recused" in await desk.kinds(filed.lead_id)

"""The editor's pages in a real browser: told while one types, and at home on a phone."""

from datetime import date

import pytest

from tests.admin.desk import Desk
from tests.admin.pages.test_in_a_browser import browsing

pytestmark = [pytest.mark.anyio, pytest.mark.needs_chromium, pytest.mark.slow]
ENTRY = "/admin/faq/entries/report_anon"


async def test_what_is_wrong_is_told_while_one_types_and_the_preview_follows(desk: Desk, chromium: str) -> None:
    async with browsing(desk, chromium) as (page, _):
        await page.goto(ENTRY)
        await page.fill("#answer", "")
        await page.get_by_text("不能空着").wait_for()
        await page.fill("#answer", "可以，随打随写的新说法。")
        await page.locator("#checked").get_by_text("随打随写的新说法").wait_for()
        assert await page.get_by_text("不能空着").count() == 0
    async with desk.services.ledger.read() as work:
        assert await work.faq_entries.serial() == 0


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_no_page_of_the_editor_scrolls_sideways(desk: Desk, chromium: str, width: int) -> None:
    async with desk.services.ledger.begin() as work:
        await work.faq_questions.add(b"q" * 16, "很长" * 30, "unanswered", "", date(2026, 11, 20))
    await (await desk.browser("wang")).send("/admin/faq/try/alias", entry_id="report_anon", text="不露脸" * 30)
    said: list[str] = []
    async with browsing(desk, chromium, width) as (page, _):
        page.on("pageerror", lambda error: said.append(str(error)))
        for path in ("/admin/faq", ENTRY, f"{ENTRY}/history", "/admin/faq/new", "/admin/faq/try", "/admin/faq/asked"):
            for language in ("zh_CN", "en"):
                await page.goto(f"{path}?language={language}")
                over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert over <= 0, (path, language, width, over)
    assert said == []

"""The whole path in a real browser without script, and room on small screens in both languages."""

import pytest
from playwright.async_api import BrowserContext, Page

from tests.admin.desk import Desk
from tests.admin.identity.parties import PERSON, REASONS, Parties
from tests.admin.pages.test_in_a_browser import browsing

pytestmark = [pytest.mark.anyio, pytest.mark.needs_chromium, pytest.mark.slow]


async def sit_down(parties: Parties, page: Page, context: BrowserContext, who: str) -> None:
    await sit_down_at(parties.desk, page, context, who)


async def sit_down_at(desk: Desk, page: Page, context: BrowserContext, who: str) -> None:
    """Another person signs in at this browser."""
    value = (await desk.browser(who)).http.cookies["xiansuo-staff"]
    await page.goto("/admin/sign-in")
    await context.clear_cookies()
    await context.add_cookies([{"name": "xiansuo-staff", "value": value, "url": page.url.partition("/admin")[0]}])


@pytest.mark.parametrize("width", [320, 1280])
async def test_a_name_is_asked_for_approved_and_seen_without_script(
    parties: Parties, chromium: str, width: int
) -> None:
    async def fits() -> None:
        for language in ("en", "zh_CN"):
            address = page.url.partition("?")[0]
            await page.goto(f"{address}?language={language}")
            over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, (address, language, over)

    async with browsing(parties.desk, chromium, width, script=False) as (page, context):
        await sit_down(parties, page, context, "li")
        await page.goto(f"/admin/leads/{parties.filed.number}")
        await page.get_by_role("link", name="回访与调取").click()
        await fits()
        await page.get_by_text("申请调取身份", exact=True).click()
        for name, text in REASONS.items():
            await page.fill(f"#{name}", text)
        await page.get_by_role("button", name="签名并提交申请").click()
        await sit_down(parties, page, context, "bao")
        await page.goto("/admin/custody?language=zh_CN")
        await fits()
        await page.get_by_role("link", name="申请调取身份").click()
        await page.fill("#read-password", parties.password("bao"))
        await page.get_by_role("button", name="打开理由").click()
        assert REASONS["reason"] in await page.content()
        await page.fill("#approve-password", parties.password("bao"))
        await page.get_by_role("button", name="同意并签名").click()
        await sit_down(parties, page, context, "li")
        await page.goto("/admin/identity?language=zh_CN")
        await fits()
        await page.get_by_role("link", name=parties.filed.number).click()
        await page.fill("[name=password]", parties.password("li"))
        await page.get_by_role("button", name="查看身份").click()
        assert PERSON.phone in await page.content()
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

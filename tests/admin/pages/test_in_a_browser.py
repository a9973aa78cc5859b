"""The desk's pages in a real browser: keys, self-update, room on small screens, and without script."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from playwright.async_api import BrowserContext, Page, async_playwright

from tests.admin.desk import Desk, Filed

pytestmark = [pytest.mark.anyio, pytest.mark.needs_chromium, pytest.mark.slow]


@asynccontextmanager
async def browsing(
    desk: Desk, chromium: str, width: int = 1280, script: bool = True
) -> AsyncIterator[tuple[Page, BrowserContext]]:
    """A page of Chromium in which 王试 is signed in, on a server of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(desk.site, port=port, log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn tells it by this attribute alone)
        await asyncio.sleep(0.01)
    cookie = (await desk.browser("wang")).http.cookies["xiansuo-staff"]
    async with async_playwright() as played:
        browser = await played.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        address = f"http://127.0.0.1:{port}"
        viewport = {"width": width, "height": 800}
        context = await browser.new_context(base_url=address, viewport=viewport, java_script_enabled=script)  # type: ignore[arg-type]
        await context.add_cookies([{"name": "xiansuo-staff", "value": cookie, "url": address}])
        yield await context.new_page(), context
        await browser.close()
    server.should_exit = True
    await serving


async def some(desk: Desk) -> list[Filed]:
    return [await desk.file(hours_ago=n) for n in range(3)]


async def test_keys_walk_the_list_open_a_lead_and_go_to_the_next(desk: Desk, chromium: str) -> None:
    filed = await some(desk)
    async with browsing(desk, chromium) as (page, _):
        await page.goto("/admin/leads?order=newest")
        await page.keyboard.press("j")
        await page.keyboard.press("j")
        await page.keyboard.press("k")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/admin/leads/{filed[0].number}")
        await page.keyboard.press("n")
        await page.wait_for_url(f"**/admin/leads/{filed[1].number}")
        await page.keyboard.press("u")
        await page.wait_for_url("**/admin/leads")


async def test_keys_typed_into_a_field_stay_there(desk: Desk, chromium: str) -> None:
    filed = await some(desk)
    async with browsing(desk, chromium) as (page, _):
        await page.goto(f"/admin/leads/{filed[0].number}")
        await page.locator("#note").type("nj/u")
        assert await page.locator("#note").input_value() == "nj/u"
        assert filed[0].number in page.url


async def test_a_new_lead_appears_in_the_open_list_by_itself(desk: Desk, chromium: str) -> None:
    await some(desk)
    async with browsing(desk, chromium) as (page, _):
        await page.clock.install()
        await page.goto("/admin/leads?order=newest")
        new = await desk.file()
        await page.clock.run_for(31_000)
        await page.get_by_text(new.number).wait_for()


async def test_who_is_choosing_a_row_is_told_and_not_disturbed(desk: Desk, chromium: str) -> None:
    await some(desk)
    async with browsing(desk, chromium) as (page, _):
        await page.clock.install()
        await page.goto("/admin/leads?order=newest")
        await page.keyboard.press("j")
        new = await desk.file()
        await page.clock.run_for(31_000)
        await page.get_by_text("有新事项").wait_for()
        assert await page.get_by_text(new.number).count() == 0


async def test_a_ready_beginning_is_put_into_the_answer(desk: Desk, chromium: str) -> None:
    filed = await some(desk)
    async with browsing(desk, chromium) as (page, _):
        await page.goto(f"/admin/leads/{filed[0].number}")
        await page.get_by_text("可用的开头").click()
        await page.locator('[data-template="template-question"]').click()
        assert "为了核实" in await page.locator("#answer").input_value()


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_no_page_scrolls_sideways(desk: Desk, chromium: str, width: int) -> None:
    filed = await some(desk)
    await desk.write(filed[0], "很长的补充" * 40)
    async with browsing(desk, chromium, width) as (page, _):
        lead = f"/admin/leads/{filed[0].number}"
        paths = (
            "/admin/leads?state=received",
            lead,
            f"{lead}/views",
            "/admin/tickets",
            "/admin/rewards",
            "/admin/export",
            "/admin/search",
        )
        for language in ("zh_CN", "en"):
            for path in paths:
                await page.goto(f"{path}{'&' if '?' in path else '?'}language={language}")
                over = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert over <= 0, (path, language, width, over)


async def test_the_watermark_takes_no_click_and_is_not_selected_with_the_text(desk: Desk, chromium: str) -> None:
    filed = await some(desk)
    async with browsing(desk, chromium) as (page, _):
        await page.goto(f"/admin/leads/{filed[0].number}")
        box = await page.locator(".watermark-sheet").bounding_box()
        assert box is not None
        assert (box["width"], box["height"]) == (1280, 800)
        hit = await page.evaluate("document.elementFromPoint(640, 400).closest('.watermark-sheet')")
        selected = await page.evaluate("getSelection().selectAllChildren(document.body) ?? getSelection().toString()")
        assert hit is None
        assert selected.count(f"· {filed[0].number}") == 1
        await page.get_by_role("button", name="保存记录").click(trial=True)


async def test_contents_are_searched_by_keyboard_and_without_script(desk: Desk, chromium: str) -> None:
    filed = await some(desk)
    async with browsing(desk, chromium, script=False) as (page, _):
        await page.goto(f"/admin/leads/{filed[1].number}")
        await page.goto("/admin/search")
        await page.locator("#words").fill("过路费")
        await page.keyboard.press("Enter")
        await page.get_by_role("link", name=filed[1].number).click()
        assert filed[1].number in page.url
        assert "过路费" not in page.url


async def test_the_work_is_done_without_script_too(desk: Desk, chromium: str) -> None:
    filed = await some(desk)
    async with browsing(desk, chromium, script=False) as (page, _):
        await page.goto("/admin/leads?order=newest")
        await page.get_by_role("link", name=filed[0].number).click()
        await page.get_by_role("button", name="开始甄别").click()
        await page.locator("#move-assign-unit").select_option("police")
        await page.get_by_role("button", name="分流", exact=True).click()
        assert "已分流" in await page.content()
        await page.locator("#note").fill("无脚本也能写")
        await page.get_by_role("button", name="保存记录").click()
        assert "无脚本也能写" in await page.content()
    assert (await desk.lead(filed[0].lead_id)).state == "assigned"


async def test_pages_complain_about_nothing_in_the_console(desk: Desk, chromium: str) -> None:
    filed = await some(desk)
    said: list[str] = []
    async with browsing(desk, chromium) as (page, _):
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        for path in ("/admin/leads", f"/admin/leads/{filed[0].number}", "/admin/tickets", "/admin/export"):
            await page.goto(path)
    assert [text for text in said if "Permissions-Policy" not in text] == []

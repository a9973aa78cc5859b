"""Leads that were opened once, and the search for what they say."""

from typing import Any

from sqlalchemy import select

from tests.admin.desk import Browser, Desk, Filed

PLATE, PHONE = "苏A12345", "13800005678"
SAND = f"村口砂场有人强收过路费，车牌{PLATE}，联系电话 138 0000 5678。"
MARKET = "菜市场有人收卫生费，领头的名叫刘大海。"


async def search(browser: Browser, words: str, status: int = 200, **more: str) -> str:
    return await browser.send("/admin/search", status, words=words, **more)


async def opened(desk: Desk, login: str, what: str, **given: Any) -> Filed:
    """A lead that this member has opened once."""
    filed = await desk.file(what, **given)
    await (await desk.browser(login)).open(f"/admin/leads/{filed.number}")
    return filed


async def rows(desk: Desk, table: type[Any]) -> list[Any]:
    async with desk.services.ledger.engine.connect() as connection:
        return list((await connection.execute(select(table.__table__))).all())

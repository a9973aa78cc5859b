"""The page after a restore: what the bot hosts witnessed, signed by one of the office and one of custody."""

import re

import pytest

from admin import policy_book, restoring
from admin.audit import restores
from admin.ledger_sealer import seal_once
from admin.services import Services
from admin.setup.founding import Founded
from kit import clock
from storage.vault.binding import new_id
from tests.admin.browsers import Browser, browsing

pytestmark = pytest.mark.anyio

HEAD = bytes(range(32))


async def restored(office: Services, *heads: bytes) -> int:
    """A restored ledger whose bot hosts have witnessed four blocks more, under these heads; where it ends."""
    while await seal_once(office):
        continue
    await restoring.mark(office.ledger, clock.now())
    async with office.ledger.begin() as work:
        height = await work.blocks.height()
        for head in heads:
            await work.bots.report(new_id(), 1, None, height + 4, clock.now(), head)
    return height


async def sign(browser: Browser, founded: Founded, login: str) -> str:
    """Open the page and press its button, as the form stands there."""
    page = await browser.get("/admin/restore")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return await browser.post("/admin/restore/sign", **hidden, password=founded.people[login].password.reveal())


async def test_office_and_custody_sign_what_they_see_and_the_ledger_goes_on(office: Services, founded: Founded) -> None:
    height = await restored(office, HEAD)
    async with browsing(office) as wang, browsing(office) as bao:
        await wang.sign_in(founded.people["wang"])
        assert "台账刚从备份恢复" in await wang.get("/admin/setup")
        page = await wang.get("/admin/restore")
        assert " ".join(HEAD.hex()[at : at + 8] for at in range(0, 64, 8)) in page
        assert f"第 {height + 4} 块" in page
        assert "还差另一家" in await sign(wang, founded, "wang")
        await bao.sign_in(founded.people["bao"])
        assert "查阅记录接着往下记" in await sign(bao, founded, "bao")
        assert "4 块没有找回" in await bao.get("/admin/restore")
    async with office.ledger.read() as work:
        (restore,) = await restores(work)
        assert (restore.height, restore.witnessed.hash) == (height + 5, HEAD)
    assert await seal_once(office) > 0


async def test_a_wrong_password_signs_nothing(office: Services, founded: Founded) -> None:
    await restored(office, HEAD)
    async with browsing(office) as bao:
        await bao.sign_in(founded.people["bao"])
        page = await bao.get("/admin/restore")
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        await bao.post("/admin/restore/sign", **hidden, password="another one altogether")
        assert bao.status == 422
    async with office.ledger.read() as work:
        assert await work.restores.all() == []


async def test_who_is_of_neither_unit_is_shown_and_not_asked(office: Services, founded: Founded) -> None:
    await restored(office, HEAD)
    async with browsing(office) as li:
        await li.sign_in(founded.people["li"])
        page = await li.get("/admin/restore")
        assert "您不在其中" in page
        assert "/admin/restore/sign" not in page
        assert "strike-off" not in page


async def test_hosts_that_disagree_are_shown_and_nothing_can_be_signed_before_one_is_struck_off(
    office: Services, founded: Founded
) -> None:
    await restored(office, HEAD, bytes(32))
    async with browsing(office) as wang:
        await wang.sign_in(founded.people["wang"])
        page = await wang.get("/admin/restore")
        assert "至少有一台不可信" in page
        assert "/admin/restore/sign" not in page
        liar = re.findall(r"/admin/restore/bots/([0-9a-f]{32})/strike-off", page)[0]
        await wang.post(f"/admin/restore/bots/{liar}/strike-off")
        assert "/admin/restore/sign" in await wang.get("/admin/restore")


async def test_a_claim_is_a_warning_on_the_policy_page_and_stops_nothing(office: Services, founded: Founded) -> None:
    async with office.ledger.begin() as work:
        await work.bots.report(new_id(), 7, None, 0, clock.now())
    policy_book.forget()
    async with browsing(office) as wang:
        await wang.sign_in(founded.people["wang"])
        assert "自称持有第 7 版" in await wang.get("/admin/policy")
        await wang.get("/admin/leads")
        assert wang.status == 200


async def test_without_a_restore_the_page_says_that_nothing_waits(office: Services, founded: Founded) -> None:
    async with browsing(office) as guan:
        await guan.sign_in(founded.people["guan"])
        assert "没有等着办的恢复" in await guan.get("/admin/restore")

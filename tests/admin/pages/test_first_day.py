"""The first day of an office, by real HTTP: from the one-time link to a policy that both units signed."""

import html
import re
from contextlib import AsyncExitStack

import pytest

from admin.services import Services
from admin.setup import first_admin
from admin.sign_in import totp
from kit import clock
from storage.vault.secret import SecretText
from tests.admin.browsers import Browser, browsing

pytestmark = pytest.mark.anyio
PASSWORD = "rain over seven bridges"


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page, re.S)
    assert match, f"{pattern} is not on the page: {re.sub(r'<[^>]+>', ' ', page)[:800]}"
    return html.unescape(match[1])


async def come_in(browser: Browser, link: str, name: str, login: str) -> str:
    """Make an account from a link, confirm the phone, copy the spare codes; returns the password."""
    page = await browser.get(link)
    offered = found(r'class="code">([a-z0-9-]{29})<', page)
    custodian = "身份保管员的口令由系统生成" in page
    password = offered if custodian else PASSWORD
    page = await browser.post(link, name=name, login=login, password=password, repeat=password)
    assert browser.path == "/admin/second-factor", page
    secret = SecretText(found(r'<p class="code">([A-Z2-7 ]+)<', page).replace(" ", ""))
    code = totp.code_at(secret, totp.step_of(clock.now()))
    page = await browser.post("/admin/second-factor", code=code)
    assert len(re.findall(r"<li>\d{5} \d{5}</li>", page)) == 10
    await browser.post("/admin/spare-codes")
    assert browser.path == "/admin/pledge"
    await browser.post("/admin/pledge", agreed="1", version="1")
    assert browser.path == "/admin/setup"
    return password


async def invite(admin: Browser, name: str, unit: str, role: str, **more: str) -> str:
    page = await admin.post("/admin/staff/invite", name=name, unit=unit, roles=role, **more)
    return found(r"(/admin/join/[\w-]+)<", page)


async def make_keys(browser: Browser, unit: str, password: str) -> str:
    """Make a unit's key, print the pages, type page B back; returns the unit's key code."""
    page = await browser.post(f"/admin/units/{unit}/keys", password=password)
    assert browser.path == f"/admin/units/{unit}/pages"
    sheets = re.findall(r'<ol class="groups mono">(.*?)</ol>', page, re.S)
    assert len(sheets) == 3
    groups = re.findall(r"<li>(\d{6})</li>", sheets[1])
    assert len(groups) == 33
    page = await browser.post(f"/admin/units/{unit}/pages/check", digits="\r\n".join(groups))
    assert "核对无误" in page
    page = await browser.post(f"/admin/units/{unit}/code", password=password)
    return found(r'class="receipt" role="status"><span>([\d ]+)<', page)


async def test_an_office_is_set_up_by_its_own_people(empty: Services) -> None:
    async with AsyncExitStack() as stack:
        root, wang, bao, li = [await stack.enter_async_context(browsing(empty)) for _ in range(4)]
        async with empty.ledger.begin() as work:
            token = await first_admin.create_link(work, clock.now())
        await come_in(root, first_admin.path_of(token), "管理员", "root")
        assert "建立受理单位" in root.page

        await root.post("/admin/units", kind="office", name="试验县扫黑办")
        await root.post("/admin/units", kind="custody", name="试验县身份保管组")
        await root.post("/admin/areas", added="东试镇\r\n西试乡", version="0")
        await root.post("/admin/contacts", office_phone="13800000000", version="0")
        office_link = await invite(root, "王试", "office", "office", first="1")
        custody_link = await invite(root, "包试", "custody", "custodian", first="1")

        wang_password = await come_in(wang, office_link, "王试", "wang")
        bao_password = await come_in(bao, custody_link, "包试", "bao")
        office_code = await make_keys(wang, "office", wang_password)
        custody_code = await make_keys(bao, "custody", bao_password)

        page = await root.post("/admin/policy/propose")
        sign = found(r'action="(/admin/policy/[0-9a-f]{32})/withdraw"', page) + "/sign"
        shown = found(r'<span class="mono break">([0-9a-f]{64})<', page)
        wrong = await wang.post(sign, fingerprint=shown, password=wang_password, code_custody=office_code)
        assert "密钥码不对" in wrong
        assert office_code in wrong
        page = await wang.post(sign, fingerprint=shown, password=wang_password, code_custody=custody_code)
        assert "已签署，等另一家" in page
        page = await bao.post(sign, fingerprint=shown, password=bao_password, code_office=office_code)
        assert "第 1 版已生效" in page

        await root.get("/admin/setup")
        assert "系统正在受理线索" in root.page

        await wang.get("/admin/setup")
        li_link = await invite(root, "李试", "office", "office")
        await come_in(li, li_link, "李试", "li")
        page = await li.post("/admin/account/code", password=PASSWORD)
        code = found(r'class="receipt" role="status"><span>([\d ]+)<', page)
        page = await wang.get("/admin/units/office")
        staff = found(r'name="staff" value="([0-9a-f]{32})"', page)
        page = await wang.post("/admin/units/office/admit", staff=staff, code="0" * 16, password=wang_password)
        assert "密钥码不对" in page
        page = await wang.post("/admin/units/office/admit", staff=staff, code=code, password=wang_password)
        assert "现在没有人等候" in page
        assert "试验县扫黑办" in await li.get("/admin/account")

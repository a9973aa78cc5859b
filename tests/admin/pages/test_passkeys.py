"""Passkeys on the pages: added behind the password, listed, removed, and told of; none where the site has no name."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from admin.access import AccessKind, details_of
from admin.services import Services
from admin.setup.founding import Founded
from admin.sign_in import passkeys
from admin.sign_in.change_password import change_password
from kit import clock
from storage.access import AccessFilter
from storage.vault.secret import SecretText
from tests.admin.authenticator import ADDRESS, Authenticator, challenged, enrol, reached_by_https
from tests.admin.browsers import OWN, Browser, browsing

pytestmark = pytest.mark.anyio
ADD, OPTIONS, REMOVE = "/admin/account/passkeys", "/admin/account/passkeys/options", "/admin/account/passkeys/remove"


@pytest.fixture
def site(office: Services) -> Services:
    return reached_by_https(office)


@asynccontextmanager
async def signed_in(services: Services, founded: Founded, login: str = "wang") -> AsyncIterator[Browser]:
    """A browser at the site's address in which this person has signed in with a code."""
    async with browsing(services, ADDRESS) as browser:
        await browser.sign_in(founded.people[login])
        yield browser


async def asked(browser: Browser, founded: Founded, status: int = 200, **other: str) -> Any:
    """What the server answers to who wants to add a passkey."""
    fields = {"name": "蓝色的安全密钥", "password": founded.people["wang"].password.reveal()} | other
    answer = await browser.client.post(OPTIONS, data=fields, headers=OWN)
    assert answer.status_code == status, answer.text
    return answer.json()


async def add(browser: Browser, founded: Founded, answer: str, **other: str) -> str:
    fields = {"name": "蓝色的安全密钥", "password": founded.people["wang"].password.reveal()} | other
    return await browser.post(ADD, answer=answer, **fields)


async def sign_in(browser: Browser, founded: Founded, device: Authenticator, login: str = "wang") -> str:
    """Sign in as the script does: login, password, and what the device says to a fresh challenge."""
    wanted = (await browser.client.get("/admin/sign-in/passkey")).json()
    password = founded.people[login].password.reveal()
    return await browser.post("/admin/sign-in", login=login, password=password, code="", passkey=device.answer(wanted))


async def entries(services: Services, *kinds: AccessKind) -> list[str]:
    async with services.ledger.read() as work:
        return [details_of(entry) for entry in await work.access.page(None, AccessFilter(kinds=kinds))]


async def test_a_member_adds_a_passkey_signs_in_with_it_and_removes_it(site: Services, founded: Founded) -> None:
    device = Authenticator()
    async with signed_in(site, founded) as wang:
        page = await add(wang, founded, device.make(await asked(wang, founded)))
        assert "通行密钥已添加" in page
        assert "蓝色的安全密钥" in page
        assert clock.local_day(clock.now(), site.settings.zone).isoformat() in page
        await wang.post("/admin/sign-out")
        await sign_in(wang, founded, device)
        assert wang.path != "/admin/sign-in"
        page = await wang.get("/admin/account")
        (passkey,) = re.findall(r'name="passkey" value="(\w{32})"', page)
        assert "添加了一个通行密钥" in page
        page = await wang.post(REMOVE, passkey=passkey)
        assert "通行密钥已删除" in page
        assert "删除了一个通行密钥" in page
        assert "蓝色的安全密钥" not in page
        await wang.post("/admin/sign-out")
        assert "通行密钥不对" in await sign_in(wang, founded, device)
        assert wang.status == 422
    assert await entries(site, AccessKind.PASSKEY_ADDED) == [passkey]
    assert await entries(site, AccessKind.PASSKEY_REMOVED) == [passkey]


async def test_what_is_asked_of_a_device_comes_from_the_setting_and_asks_no_third_party(
    site: Services, founded: Founded
) -> None:
    async with browsing(site, "https://127.0.0.1:8001") as wang:
        await wang.sign_in(founded.people["wang"])
        wanted = await asked(wang, founded)
    assert wanted["rp"] == {"name": "线索通 · 办公端", "id": "staff.test"}
    assert wanted["attestation"] == "none"
    assert wanted["authenticatorSelection"]["userVerification"] == "required"
    assert wanted["authenticatorSelection"]["residentKey"] == "required"
    assert (wanted["user"]["name"], wanted["user"]["displayName"]) == ("wang", "wang")


async def test_adding_asks_for_the_password_each_time_and_for_a_name(site: Services, founded: Founded) -> None:
    device = Authenticator()
    async with signed_in(site, founded) as wang:
        assert await asked(wang, founded, 422, password="wrong") == {"error": "口令不对。"}
        assert "起个名字" in (await asked(wang, founded, 422, name=" "))["error"]
        answer = device.make(await asked(wang, founded))
        assert "口令不对" in await add(wang, founded, answer, password="wrong")
        # The challenge is used up, so what was answered in vain is not answered again.
        assert "等得太久了" in await add(wang, founded, answer)
    assert await entries(site, AccessKind.PASSKEY_ADDED) == []


async def test_a_device_that_lies_adds_nothing(site: Services, founded: Founded) -> None:
    liars = [
        Authenticator(origin="https://evil.example"),
        Authenticator(rp_id="test"),
        Authenticator(verifies=False),
    ]
    async with signed_in(site, founded) as wang:
        for device in liars:
            page = await add(wang, founded, device.make(await asked(wang, founded)))
            assert "没有通过核对" in page
            assert "蓝色的安全密钥" in page
        other = await asked(wang, founded)
        await asked(wang, founded)
        assert "没有通过核对" in await add(wang, founded, Authenticator().make(other))
        for garbage in ("", "{}", '{"id": 1}', "[" * 5000):
            await asked(wang, founded)
            assert "没有通过核对" in await add(wang, founded, garbage)
    assert await entries(site, AccessKind.PASSKEY_ADDED) == []


async def test_a_challenge_belongs_to_one_session(site: Services, founded: Founded) -> None:
    async with signed_in(site, founded) as wang, signed_in(site, founded, "li") as li:
        answer = Authenticator().make(await asked(wang, founded))
        fields = {"name": "手机", "password": founded.people["li"].password.reveal(), "answer": answer}
        assert "等得太久了" in await li.post(ADD, **fields)


async def test_a_passkey_belongs_to_one_member_and_nobody_has_more_than_ten(site: Services, founded: Founded) -> None:
    now = clock.now()
    device = await enrol(site, founded, "li", now)
    async with signed_in(site, founded) as wang:
        answer = device.make(await asked(wang, founded))
        assert "已经添加过了" in await add(wang, founded, answer)
        for _ in range(passkeys.MOST):
            await enrol(site, founded, "wang", now)
        assert "最多 10 个" in (await asked(wang, founded, 422))["error"]


async def test_a_device_that_has_one_is_told_so_by_the_browser(site: Services, founded: Founded) -> None:
    device = await enrol(site, founded, "wang", clock.now())
    async with signed_in(site, founded) as wang:
        (known,) = (await asked(wang, founded))["excludeCredentials"]
    assert json.loads(device.answer({"challenge": ""}))["id"] == known["id"]


async def test_nobody_removes_anothers_passkey(site: Services, founded: Founded) -> None:
    device = await enrol(site, founded, "wang", clock.now())
    async with site.ledger.read() as work:
        (row,) = await work.passkeys.of_staff(founded.people["wang"].staff_id)
    async with signed_in(site, founded, "li") as li:
        for wanted in (row.id.hex(), "00" * 16, "x", ""):
            await li.post(REMOVE, passkey=wanted)
            assert li.status == 404
        await li.post("/admin/sign-out")
        await sign_in(li, founded, device)
        assert li.status == 200
    assert await entries(site, AccessKind.PASSKEY_REMOVED) == []


async def test_a_new_password_keeps_passkeys_and_forgets_rows_that_were_tampered_with(
    site: Services, founded: Founded
) -> None:
    now, wang = clock.now(), founded.people["wang"]
    kept, renamed = [await enrol(site, founded, "wang", now) for _ in range(2)]
    async with site.ledger.engine.begin() as connection:
        change = "UPDATE passkeys SET name = '别的' WHERE credential_id = :id"
        await connection.execute(text(change), {"id": renamed.credential_id})
    new = SecretText("eight herons by the weir")
    await change_password(site, await founded.acting(site, "wang"), wang.password, new, new, now)
    assert await entries(site, AccessKind.SEAL_BROKEN) == ["passkey"]
    async with site.ledger.read() as work:
        (row,) = await work.passkeys.of_staff(wang.staff_id)
    assert row.credential_id == kept.credential_id
    async with browsing(site, ADDRESS) as browser:
        later = now + timedelta(seconds=1)
        answer = kept.answer(challenged(site, later))
        await browser.post("/admin/sign-in", login="wang", password=new.reveal(), code="", passkey=answer)
        assert browser.path != "/admin/sign-in"


async def test_without_an_https_name_there_are_none_and_the_page_says_why(office: Services, founded: Founded) -> None:
    await enrol(reached_by_https(office), founded, "wang", clock.now())
    async with browsing(office) as wang:
        page = await wang.get("/admin/sign-in")
        assert "passkeys.js" not in page
        assert "用通行密钥登录" not in page
        assert (await wang.client.get("/admin/sign-in/passkey")).status_code == 404
        await wang.sign_in(founded.people["wang"])
        page = await wang.get("/admin/account")
        assert "本站没有 https 域名，用不了通行密钥" in page
        assert "passkeys.js" not in page
        answer = await wang.client.post(OPTIONS, data={"name": "手机", "password": "x"}, headers=OWN)
        assert answer.status_code == 404
        # What is there from before can go.
        (passkey,) = re.findall(r'name="passkey" value="(\w{32})"', page)
        assert "通行密钥已删除" in await wang.post(REMOVE, passkey=passkey)


async def test_the_auditor_reads_which_factor_let_somebody_in_and_what_was_added(
    site: Services, founded: Founded
) -> None:
    now = clock.now()
    device = await enrol(site, founded, "wang", now)
    async with browsing(site, ADDRESS) as wang:
        await sign_in(wang, founded, device)
        device.count = 0
        await wang.post("/admin/sign-out")
        await sign_in(wang, founded, device)
    async with signed_in(site, founded, "guan") as auditor:
        page = await auditor.get("/admin/audit/entries")
    for words in ("添加通行密钥", "用通行密钥", "用手机验证码", "通行密钥的计数倒退，可能被复制"):
        assert words in page

"""The page for a member who fears that somebody knows their password, and what their colleagues see of it."""

import re
from typing import Any

import pytest

from admin.services import Services
from admin.setup.founding import Founded
from admin.sign_in import totp
from kit import clock
from storage.vault.secret import SecretText
from tests.admin.desk import Browser, Desk
from tests.admin.offices import PASSWORD
from tests.admin.pages.test_key_state import form_of, press

pytestmark = pytest.mark.anyio
NEW = "seven bridges over rain"
AT = "/admin/account/renew"


@pytest.fixture
def desk(office: Services, founded: Founded) -> Desk:
    return Desk(office, founded)


def filled(desk: Desk, login: str) -> dict[str, Any]:
    """The form as this person fills it in."""
    person = desk.founded.people[login]
    return {"password": person.password.reveal(), "code": person.code(clock.now()), "new": NEW, "repeat": NEW}


async def renew(desk: Desk, browser: Browser, login: str) -> str:
    """Fill in the form, and the new phone's first code; the page after that."""
    page = await browser.send(AT, **filled(desk, login))
    assert "绑定手机验证器" in page
    by_hand = re.search(r'<p class="code">([A-Z2-7 ]+)</p>', page)
    assert by_hand is not None
    secret = SecretText(by_hand[1].replace(" ", ""))
    code = totp.code_at(secret, totp.step_of(clock.now()))
    assert "请抄下备用码" in await browser.send("/admin/second-factor", code=code)
    return await browser.send("/admin/spare-codes")


async def test_a_member_is_led_back_in_by_a_colleague(desk: Desk) -> None:
    wang, root = await desk.browser("wang"), await desk.browser("root")
    assert "试验县扫黑办：您暂时打不开这里的线索" in await wang.open(AT)
    page = await renew(desk, wang, "wang")
    assert "等同事接纳新密钥" in page
    await wang.open("/admin/leads", 403)
    code = re.search(
        r'class="receipt" role="status"><span>([0-9 ]+)</span>', await wang.send("/admin/account/code", password=NEW)
    )
    assert code is not None

    assert "有单位的密钥要办理" in await root.open("/admin/setup")
    page = await root.open("/admin/units/office")
    assert "请先换一期密钥，不勾选这个人" in page
    assert 'action="/admin/units/office/admit"' not in page
    form = form_of(await root.open("/admin/units/office/keys/next"))
    assert form["stays"] == [desk.founded.people["root"].staff_id.hex()]
    await press(root, "/admin/units/office/keys/next", {**form, "password": PASSWORD.reveal()})
    staff = desk.founded.people["wang"].staff_id.hex()
    await root.send("/admin/units/office/admit", staff=staff, code=code[1], password=PASSWORD.reveal())
    await wang.open("/admin/leads")


async def test_the_only_member_goes_on_and_sees_what_is_left_to_do(desk: Desk) -> None:
    filed = await desk.file()
    li = await desk.browser("li")
    assert "试验县公安局：单位里没有别人能换密钥" in await li.open(AT)
    await renew(desk, li, "li")
    await li.open(f"/admin/leads/{filed.number}")
    assert "第 2 期密钥还没有写进收件规则" in await li.open("/admin/units/police/keys")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"repeat": "another"}, "两次"), ({"code": "000000"}, "验证码"), ({"password": "wrong"}, "口令不对")],
)
async def test_a_wrong_field_changes_nothing(desk: Desk, wrong: dict[str, str], told: str) -> None:
    wang = await desk.browser("wang")
    assert told in await wang.send(AT, 422, **(filled(desk, "wang") | wrong))
    await wang.open("/admin/leads")

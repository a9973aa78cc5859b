"""The page of a unit's key state leads through a rotation, from somebody disabled to the old key's end."""

import re

import pytest
from sqlalchemy import text

from admin.services import Services
from admin.setup import people, rosters
from admin.setup.founding import Founded
from kit import clock
from storage.report import Identity
from tests.admin.desk import Browser, Desk
from tests.admin.offices import PASSWORD
from tests.admin.rotations import publish

pytestmark = pytest.mark.anyio
AT = "/admin/units/office/keys"


@pytest.fixture
def desk(office: Services, founded: Founded) -> Desk:
    return Desk(office, founded)


async def disable(desk: Desk, login: str, by: str = "root") -> None:
    signed = await desk.founded.acting(desk.services, by)
    async with desk.services.ledger.begin() as work:
        await people.disable(work, signed, desk.founded.people[login].staff_id, clock.now())


async def roster(desk: Desk, unit: str) -> set[bytes]:
    async with desk.services.ledger.read() as work:
        return {one.staff_id for one in (await rosters.current(work, unit)).members}


def form_of(page: str) -> dict[str, list[str]]:
    """What the form would send as it stands: the mark, and everybody ticked."""
    mark = re.search(r'name="mark" value="([^"]+)"', page)
    assert mark is not None
    boxes = re.findall(r'<input type="(?:checkbox|hidden)" name="stays" value="([0-9a-f]+)"( checked)?', page)
    hidden = re.findall(r'<input type="hidden" name="stays" value="([0-9a-f]+)"', page)
    return {"mark": [mark[1]], "stays": [one for one, checked in boxes if checked or one in hidden]}


async def press(browser: Browser, path: str, fields: dict[str, object]) -> str:
    answer = await browser.http.post(path, data=fields, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_member_is_led_from_a_disabled_colleague_to_a_finished_rotation(desk: Desk) -> None:
    await desk.file()
    wang = await desk.browser("wang")
    assert "目前没有要办的事" in await wang.open(AT)
    # The administrator of this office is one of its two members; here another one disables them.
    async with desk.services.ledger.begin() as work:
        await work.staff.disable(desk.founded.people["root"].staff_id, clock.now())
    assert "管理员已停用，还在名册上" in await wang.open(AT)
    assert "有单位的密钥要办理" in await wang.open("/admin/setup")
    page = await wang.open(f"{AT}/next")
    sent = form_of(page)
    assert sent["stays"] == [desk.founded.people["wang"].staff_id.hex()]
    code = desk.founded.people["wang"].pair.public.key_code()
    assert f"{code[:4]} {code[4:8]}" in page
    page = await press(wang, f"{AT}/next", {**sent, "password": PASSWORD.reveal()})
    assert "新一期密钥已制作" in page
    assert "第 2 期密钥还没有写进收件规则" in page
    assert await roster(desk, "office") == {desk.founded.people["wang"].staff_id}
    await publish(desk.services, desk.founded)
    page = await wang.open(AT)
    assert "还有 1 条内容用旧密钥密封" in page
    page = await wang.send(f"{AT}/reseal")
    assert "全部内容都已改用新密钥密封" in page
    assert "新规则要生效满 14 天" in page
    await wang.send(f"{AT}/1/erase", 422, password=PASSWORD.reveal())


async def test_preparing_takes_the_password_and_keeps_what_was_ticked(desk: Desk) -> None:
    wang = await desk.browser("wang")
    sent = form_of(await wang.open(f"{AT}/next"))
    only = {"mark": sent["mark"], "stays": [desk.founded.people["wang"].staff_id.hex()]}
    answer = await wang.http.post(f"{AT}/next", data={**only, "password": "wrong"})
    assert answer.status_code == 422
    assert form_of(answer.text)["stays"] == only["stays"]
    assert len(await roster(desk, "office")) == 2


async def test_a_custodian_gives_the_password_for_each_part(desk: Desk) -> None:
    await desk.file(identity=Identity(name="测试人", phone="13800001111"))
    at, bao = "/admin/units/custody/keys", await desk.browser("bao")
    password = desk.founded.people["bao"].password.reveal()
    sent = form_of(await bao.open(f"{at}/next"))
    await press(bao, f"{at}/next", {**sent, "password": password})
    await publish(desk.services, desk.founded)
    await bao.send(f"{at}/reseal", 422, password="")
    assert "全部内容都已改用新密钥密封" in await bao.send(f"{at}/reseal", password=password)


async def test_somebody_with_another_key_is_to_be_left_out_and_admitted_anew(desk: Desk) -> None:
    async with desk.services.ledger.engine.begin() as connection:
        await connection.execute(
            text("UPDATE staff_keys SET public_identity = :key WHERE staff_id = :staff"),
            {"key": bytes(1248), "staff": desk.founded.people["root"].staff_id},
        )
    page = await (await desk.browser("wang")).open(f"{AT}/next")
    assert form_of(page)["stays"] == [desk.founded.people["wang"].staff_id.hex()]
    assert "再按密钥码重新接纳" in page


async def test_the_administrator_sees_a_units_state_and_its_next_key_is_the_members_to_make(desk: Desk) -> None:
    root = await desk.browser("root")
    page = await root.open("/admin/units/police/keys")
    assert "换一期密钥</a>" not in page
    await root.open("/admin/units/police/keys/next", 403)
    await (await desk.browser("li")).open(AT, 403)

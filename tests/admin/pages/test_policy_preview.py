"""Before anybody signs: a lead is tried under the policy in force and under the next one, over HTTP."""

import re
from typing import Any

import pytest

from admin.services import Services
from admin.setup.founding import Founded
from tests.admin.desk import Browser, Desk
from tests.admin.offices import PASSWORD

pytestmark = pytest.mark.anyio
AT = "/admin/policy/preview"


@pytest.fixture
def desk(office: Services, founded: Founded) -> Desk:
    return Desk(office, founded)


def cells(page: str, row: str) -> list[str]:
    """What both columns say in one row."""
    found = re.search(rf'<th scope="row">{row}</th>(.*?)</tr>', page, re.S)
    assert found, row
    return [re.sub(r"<[^>]+>|\s", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", found[1], re.S)]


async def take_police_out(desk: Desk, leaders: str = "") -> Browser:
    """The office chooses that the police receive only what concerns officials."""
    wang = await desk.browser("wang")
    page = await wang.open("/admin/policy/receivers")
    fields: dict[str, Any] = {"receives:police": "officials", "leaders:police": leaders}
    for name in ("grants_version", "leaders_version"):
        found = re.search(rf'name="{name}" value="(\d+)"', page)
        assert found, name
        fields[name] = found[1]
    await wang.send("/admin/policy/receivers", **fields)
    return wang


async def test_the_draft_is_shown_beside_the_policy_in_force_with_reasons(desk: Desk) -> None:
    wang = await take_police_out(desk)
    page = await wang.send(AT, officials="no", category="market")
    assert "两版结果不同" in page
    assert cells(page, "谁先收到") == ["试验县扫黑办、试验县公安局", "试验县扫黑办"]
    assert cells(page, "移送后仍督办") == ["试验县扫黑办"] * 2
    assert "如果现在提出（第 2 版）" in page
    page = await wang.send(AT, officials="yes", category="market")
    assert "两版结果相同" not in page
    assert cells(page, "谁先收到") == ["试验县扫黑办、试验县公安局"] * 2
    assert "走专门的收件路线" in cells(page, "理由")[1]


async def test_who_signs_sees_the_proposal_that_waits_and_what_it_changes(desk: Desk) -> None:
    wang = await take_police_out(desk)
    await wang.send("/admin/policy/propose")
    for login in ("bao", "root", "wang"):
        browser = await desk.browser(login)
        page = await browser.open("/admin/policy")
        assert "改了什么" in page
        assert "涉及公职人员的线索发给：试验县扫黑办、试验县公安局" in page
        assert f'href="{AT}"' in page
        page = await browser.send(AT, officials="no")
        assert "待签署的规则（第 2 版）" in page
        assert cells(page, "谁先收到")[1] == "试验县扫黑办"


async def test_a_name_is_matched_in_the_draft_and_stands_in_no_address(desk: Desk) -> None:
    wang = await take_police_out(desk, leaders="方局长")
    answer = await wang.http.post(AT, data={"officials": "yes", "names": "听说方局长在场"}, follow_redirects=True)
    assert answer.url.query == b""
    assert cells(answer.text, "谁先收到") == ["试验县扫黑办、试验县公安局", "试验县扫黑办"]
    assert "同名或同音" in cells(answer.text, "理由")[1]
    assert 'value="听说方局长在场"' in answer.text


async def test_nothing_taken_and_no_name_asked_are_said_plainly(desk: Desk) -> None:
    wang = await desk.browser("wang")
    data = {"officials": "no", "avoided": ["office", "police", "escalation"]}
    page = (await wang.http.post(AT, data=data)).text
    assert cells(page, "谁先收到") == ["不收"] * 2
    assert "12337" in cells(page, "理由")[0]
    page = (await wang.http.post(AT, data={"officials": "no", "avoided": ["custody"]})).text
    assert cells(page, "问不问姓名") == ["不问"] * 2


async def test_due_days_are_those_of_the_office(desk: Desk) -> None:
    wang = await desk.browser("wang")
    page = await wang.send(AT, officials="no")
    received = await desk.file()
    due = (await desk.lead(received.lead_id)).due_on
    assert due is not None
    assert f"（{due.isoformat()}）" in page


async def test_who_neither_signs_nor_puts_up_policies_tries_no_names(desk: Desk) -> None:
    li = await desk.browser("li")
    await li.open(AT, 403)
    await li.send(AT, 403, names="王试")
    assert f'href="{AT}"' not in await li.open("/admin/policy")


async def test_a_try_is_no_key_act_and_changes_nothing(desk: Desk) -> None:
    wang = await desk.browser("wang")
    before = await wang.open("/admin/policy")
    await wang.send(AT, officials="yes", names="王试", password=PASSWORD.reveal())
    assert await wang.open("/admin/policy") == before

"""Withdrawing from a case, over HTTP: from then on the lead does not exist for one, whatever one asks."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from kit import clock
from tests.admin.desk import Browser, Desk, Filed
from tests.admin.offices import PASSWORD

pytestmark = pytest.mark.anyio


async def withdraw(browser: Browser, filed: Filed, status: int = 200, **fields: object) -> str:
    return await browser.send(f"/admin/leads/{filed.number}/recuse", status, sure="1", **fields)


async def assigned(desk: Desk, filed: Filed) -> tuple[Browser, Browser]:
    """In the hands of the police, who are one: version 3."""
    wang, li = await desk.browser("wang"), await desk.browser("li")
    await wang.move(filed, "screen", 1)
    await wang.move(filed, "assign", 2, unit="police")
    return wang, li


async def exported(browser: Browser) -> str:
    answer = await browser.http.post("/admin/export", data={"listing": "", "password": PASSWORD.reveal()})
    rows = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    return str(list(rows))


async def test_it_vanishes_from_list_counts_search_export_and_every_page(desk: Desk) -> None:
    wang = await desk.browser("wang")
    before = await wang.open("/admin/leads?order=newest")
    filed = await desk.file()
    assert "这件线索不再由您经手" in await withdraw(wang, filed, reason="同村亲属")
    assert await wang.open("/admin/leads?order=newest") == before
    for order in ("due", "oldest&unread=1", "newest&state=received"):
        assert filed.number not in await wang.open(f"/admin/leads?order={order}")
    assert filed.number not in await exported(wang)
    found = await wang.open(f"/admin/find?number={filed.number}")
    assert found.replace(filed.number, "") == (await wang.open("/admin/find?number=10000000")).replace("10000000", "")
    for path in ("", "/views", "/next"):
        await wang.open(f"/admin/leads/{filed.number}{path}", 404)
    await wang.send(f"/admin/leads/{filed.number}/notes", 404, text="试")
    await wang.move(filed, "screen", 2, status=404)


async def test_colleagues_go_on_and_see_who_withdrew_and_why(desk: Desk) -> None:
    filed = await desk.file()
    await withdraw(await desk.browser("wang"), filed, reason="同村亲属")
    page = await (await desk.browser("root")).open(f"/admin/leads/{filed.number}")
    assert "有人申请回避" in page
    assert "同村亲属" in page
    entries = [entry for entry in await desk.entries(filed.lead_id) if entry.kind == "lead_recused"]
    assert [entry.actor_id for entry in entries] == [desk.founded.people["wang"].staff_id]


async def test_a_lead_one_withdrew_from_and_one_that_is_not_there_run_the_same_statements(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    await withdraw(wang, filed)
    await wang.open("/admin/account")
    run: list[str] = []
    event.listen(desk.services.ledger.engine.sync_engine, "before_cursor_execute", lambda *seen: run.append(seen[2]))
    await wang.open(f"/admin/leads/{filed.number}", 404)
    hidden, run[:] = list(run), []
    await wang.open("/admin/leads/10000000", 404)
    assert len(hidden) > 3
    assert run == hidden


async def test_it_is_not_done_by_a_slip(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    page = await wang.send(f"/admin/leads/{filed.number}/recuse", 422, reason="同村亲属")
    assert "同村亲属" in page
    await wang.open(f"/admin/leads/{filed.number}")


async def test_whoever_was_in_charge_names_a_colleague_or_leaves_the_place_open(desk: Desk) -> None:
    wang, root = await desk.browser("wang"), desk.founded.people["root"]
    for successor, expected in ((root.staff_id.hex(), root.staff_id), ("", None)):
        filed = await desk.file()
        member = desk.founded.people["wang"].staff_id.hex()
        await wang.send(f"/admin/leads/{filed.number}/handler", member=member, version=1)
        await withdraw(wang, filed, successor=successor)
        lead = await desk.lead(filed.lead_id)
        assert (lead.handler_id, lead.unit_id) == (expected, "office")


@pytest.mark.parametrize("successor", ["li", "wang", "bao"])
async def test_a_successor_is_a_colleague_of_the_unit(desk: Desk, successor: str) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    await wang.send(
        f"/admin/leads/{filed.number}/handler", member=desk.founded.people["wang"].staff_id.hex(), version=1
    )
    await withdraw(wang, filed, 422, successor=desk.founded.people[successor].staff_id.hex())
    await wang.open(f"/admin/leads/{filed.number}")


async def test_where_nobody_of_the_unit_is_left_the_lead_goes_on_to_another(desk: Desk) -> None:
    filed = await desk.file()
    _, li = await assigned(desk, filed)
    await li.move(filed, "sign_for", 3)
    assert "本单位没有其他人能办" in await li.open(f"/admin/leads/{filed.number}")
    assert "请选择移给哪个单位" in await withdraw(li, filed, 422)
    await withdraw(li, filed, unit="escalation")
    lead = await desk.lead(filed.lead_id)
    assert (lead.unit_id, lead.state, lead.handler_id) == ("escalation", "assigned", None)
    await li.open(f"/admin/leads/{filed.number}", 404)
    assert filed.number in await (await desk.browser("zhao")).open("/admin/leads")


async def test_a_unit_that_has_withdrawn_whole_gets_the_lead_no_more(desk: Desk) -> None:
    filed = await desk.file()
    wang, li = await assigned(desk, filed)
    await withdraw(li, filed, unit="office")
    await wang.move(filed, "sign_for", 4)
    page = await wang.move(filed, "transfer", 5, status=422, unit="police", reason="再查")
    assert "这个单位的人都已回避" in page


async def test_who_withdrew_is_not_put_in_charge_again(desk: Desk) -> None:
    filed = await desk.file()
    await withdraw(await desk.browser("wang"), filed)
    root, member = await desk.browser("root"), desk.founded.people["wang"].staff_id.hex()
    assert member not in await root.open(f"/admin/leads/{filed.number}")
    await root.send(f"/admin/leads/{filed.number}/handler", 422, member=member, version=2)


async def test_who_withdrew_decides_no_reward_of_the_lead(desk: Desk) -> None:
    filed = await desk.file()
    wang, li = await assigned(desk, filed)
    await li.move(filed, "sign_for", 3)
    await li.move(filed, "verify", 4)
    await li.move(filed, "conclude", 5, conclusion="substantiated", finding="属实。")
    await li.send(f"/admin/leads/{filed.number}/reward", amount="500")
    assert filed.number in await wang.open("/admin/rewards")
    await withdraw(wang, filed)
    assert filed.number not in await wang.open("/admin/rewards")
    await wang.send(f"/admin/leads/{filed.number}/reward/approved", 404, version=1)


async def test_a_new_letter_makes_it_unread_for_others_and_not_for_who_withdrew(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    await withdraw(wang, filed)
    before = await wang.open("/admin/leads?order=newest&unread=1")
    await desk.write(filed, "昨天又来了")
    assert await wang.open("/admin/leads?order=newest&unread=1") == before
    async with desk.services.ledger.read() as work:
        today = clock.local_day(clock.now(), desk.services.settings.zone)
        counts = [
            (await work.queue.counts(["office"], desk.founded.people[login].staff_id, ["received"], today)).unread
            for login in ("wang", "root")
        ]
    assert counts == [0, 1]

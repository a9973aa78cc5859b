"""Shutting a unit out after the fact, over HTTP; members of several units; what a newcomer brings along."""

import pytest
from sqlalchemy import delete, event, update

from admin.setup import joining
from kit import clock
from storage.tables.ledger import Grant, Lead, Note
from tests.admin.desk import Browser, Desk, Filed

pytestmark = pytest.mark.anyio
REASON = "该所负责人是当事人亲属"


async def exclude(browser: Browser, filed: Filed, unit: str, version: int, status: int = 200) -> str:
    return await browser.send(f"/admin/leads/{filed.number}/exclude", status, unit=unit, reason=REASON, version=version)


async def join(desk: Desk, login: str, unit: str, by: str) -> None:
    """Somebody who has a unit joins another one, by the code read aloud."""
    root, person = await desk.founded.acting(desk.services, "root"), desk.founded.people[login]
    async with desk.services.ledger.begin() as work:
        await joining.ask_to_join(work, root, person.staff_id, unit, clock.now())
    member = await desk.founded.acting(desk.services, by)
    code = person.pair.public.key_code()
    await joining.admit(desk.services, member, unit, person.staff_id, code, clock.now())


async def grants(desk: Desk, filed: Filed) -> list[str]:
    async with desk.services.ledger.read() as work:
        return await work.grants.units_of(filed.lead_id)


async def test_the_unit_loses_the_lead_and_every_trace_of_it(desk: Desk) -> None:
    wang, li = await desk.browser("wang"), await desk.browser("li")
    before = await li.open("/admin/leads?order=newest")
    filed = await desk.file()
    assert filed.number in await li.open("/admin/leads?order=newest")
    assert "已排除" in await exclude(wang, filed, "police", 1)
    assert await li.open("/admin/leads?order=newest") == before
    first = await li.open(f"/admin/leads/{filed.number}", 404)
    second = await li.open("/admin/leads/10000000", 404)
    assert first.replace(filed.number, "") == second.replace("10000000", "")
    assert await grants(desk, filed) == ["office"]


async def test_an_excluded_lead_and_one_that_is_not_there_run_the_same_statements(desk: Desk) -> None:
    filed = await desk.file()
    await exclude(await desk.browser("wang"), filed, "police", 1)
    li = await desk.browser("li")
    await li.open("/admin/account")
    run: list[str] = []
    event.listen(desk.services.ledger.engine.sync_engine, "before_cursor_execute", lambda *seen: run.append(seen[2]))
    await li.open(f"/admin/leads/{filed.number}", 404)
    hidden, run[:] = list(run), []
    await li.open("/admin/leads/10000000", 404)
    assert len(hidden) > 3
    assert run == hidden


async def test_from_then_on_the_lead_keeps_only_number_unit_state_and_due_day_in_clear(desk: Desk) -> None:
    filed = await desk.file(officials="yes")
    wang = await desk.browser("wang")
    area = desk.founded.policy.document.areas[0].id
    await wang.send(f"/admin/leads/{filed.number}/class", version=1, level="black", category="market", area=area)
    await exclude(wang, filed, "police", 2)
    lead = await desk.lead(filed.lead_id)
    assert (lead.restricted, lead.category, lead.area, lead.level, lead.umbrella, lead.named) == (
        True, None, None, None, False, False,
    )  # fmt: skip
    async with desk.services.ledger.engine.connect() as connection:
        copies = (await connection.execute(Grant.__table__.select().where(Grant.lead_id == filed.lead_id))).all()
    assert [(copy.category, copy.area) for copy in copies] == [(None, None)]


async def test_which_unit_was_shut_out_and_why_stands_nowhere_in_clear(desk: Desk) -> None:
    filed = await desk.file()
    await exclude(await desk.browser("wang"), filed, "escalation", 1)
    for entry in await desk.entries(filed.lead_id):
        assert b"escalation" not in entry.body
    async with desk.services.ledger.read() as work:
        notes, history = await work.notes.of_lead(filed.lead_id), await work.notes.history(filed.lead_id)
    assert all(b"escalation" not in note.ciphertext for note in notes)
    assert "escalation" not in [line.unit_id for line in history]
    page = await (await desk.browser("root")).open(f"/admin/leads/{filed.number}")
    assert f"试验市扫黑办：{REASON}" in page


async def test_no_assignment_and_no_transfer_reaches_it_any_more(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    await exclude(wang, filed, "police", 1)
    await wang.move(filed, "screen", 2)
    page = await wang.move(filed, "assign", 3, status=422, unit="police")
    assert "police" not in page.partition('id="move-assign-unit"')[2].partition("</select>")[0]
    await wang.move(filed, "assign", 3, unit="escalation")
    zhao = await desk.browser("zhao")
    await zhao.move(filed, "sign_for", 4)
    await zhao.move(filed, "transfer", 5, status=422, unit="police", reason="试")


async def test_an_exclusion_taken_out_of_the_table_stops_every_hand_over(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    await exclude(wang, filed, "police", 1)
    await wang.move(filed, "screen", 2)
    async with desk.services.ledger.engine.begin() as connection:
        await connection.execute(delete(Note).where(Note.lead_id == filed.lead_id))
    await wang.move(filed, "assign", 3, status=422, unit="police")
    await wang.move(filed, "assign", 3, status=422, unit="escalation")
    assert await grants(desk, filed) == ["office"]


async def test_where_the_responsible_unit_is_shut_out_the_policy_names_who_takes_over(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    await exclude(wang, filed, "office", 1)
    lead = await desk.lead(filed.lead_id)
    assert lead.unit_id == "police"
    assert await grants(desk, filed) == ["police"]
    await wang.open(f"/admin/leads/{filed.number}", 404)
    li = await desk.browser("li")
    assert filed.number in await li.open("/admin/leads")
    await exclude(li, filed, "police", 2)
    assert await grants(desk, filed) == ["escalation"]
    zhao = await desk.browser("zhao")
    assert "没有单位可以承办" in await exclude(zhao, filed, "escalation", 3, 422)


async def test_only_the_responsible_unit_shuts_others_out_and_never_custody_or_twice(desk: Desk) -> None:
    filed = await desk.file()
    wang, li = await desk.browser("wang"), await desk.browser("li")
    await exclude(li, filed, "office", 1, 403)
    await exclude(wang, filed, "custody", 1, 422)
    await exclude(wang, filed, "escalation", 1)
    await exclude(wang, filed, "escalation", 2, 422)
    await exclude(wang, filed, "police", 1, 409)


async def test_no_merge_makes_a_unit_that_was_shut_out_later_learn_of_the_lead(desk: Desk) -> None:
    first, second = await desk.file(), await desk.file()
    wang = await desk.browser("wang")
    await exclude(wang, first, "police", 1)
    await wang.move(first, "screen", 2)
    await wang.move(second, "screen", 1)
    await wang.move(first, "merge", 3, status=422, other_lead=second.number, reason="同一件事")
    await wang.move(second, "merge", 2, status=422, other_lead=first.number, reason="同一件事")


async def test_a_unit_that_sees_a_merged_lead_is_shut_out_there_first(desk: Desk) -> None:
    first, second = await desk.file(), await desk.file()
    wang = await desk.browser("wang")
    await wang.move(first, "screen", 1)
    await wang.move(first, "merge", 2, other_lead=second.number, reason="同一件事")
    for one, version in ((first, 3), (second, 1)):
        assert "请先在那一件里排除该单位" in await exclude(wang, one, "police", version, 422)


async def test_a_member_of_two_units_does_not_see_through_one_what_excludes_the_other(desk: Desk) -> None:
    await join(desk, "li", "office", by="wang")
    open_, hidden = await desk.file(), await desk.file(excluded=("police",))
    li, wang = await desk.browser("li"), await desk.browser("wang")
    listed = await li.open("/admin/leads?order=newest")
    assert open_.number in listed
    assert hidden.number not in listed
    await li.open(f"/admin/leads/{hidden.number}", 404)
    assert hidden.number in await wang.open("/admin/leads?order=newest")


async def test_joining_a_unit_opens_no_lead_that_excludes_ones_other_unit(desk: Desk) -> None:
    hidden, later = await desk.file(excluded=("police",)), await desk.file()
    await join(desk, "li", "office", by="wang")
    li, wang = await desk.browser("li"), await desk.browser("wang")
    assert hidden.number not in await li.open("/admin/leads?order=newest")
    assert later.number in await li.open("/admin/leads?order=newest")
    await exclude(wang, later, "police", 1)
    assert later.number not in await li.open("/admin/leads?order=newest")
    await li.open(f"/admin/leads/{later.number}", 404)


async def test_leaving_the_excluded_unit_opens_the_lead_no_more_than_before(desk: Desk) -> None:
    await join(desk, "li", "office", by="wang")
    hidden = await desk.file(excluded=("police",))
    async with desk.services.ledger.begin() as work:
        await work.memberships.set("police", desk.founded.people["li"].staff_id, "left", clock.now())
    li = await desk.browser("li")
    assert hidden.number not in await li.open("/admin/leads?order=newest")
    await li.open(f"/admin/leads/{hidden.number}", 404)


async def test_a_restricted_lead_shows_nothing_of_its_kind_in_the_list_even_if_columns_were_filled(desk: Desk) -> None:
    filed = await desk.file(excluded=("police",))
    assert not (await desk.lead(filed.lead_id)).named
    async with desk.services.ledger.engine.begin() as connection:
        await connection.execute(update(Lead).where(Lead.id == filed.lead_id).values(category="resources"))
    assert "资源环保 ·" not in await (await desk.browser("wang")).open("/admin/leads?order=newest")


async def test_what_was_looked_over_is_looked_over_again_after_joining_another_unit(desk: Desk) -> None:
    await join(desk, "li", "office", by="wang")
    filed = await desk.file(excluded=("escalation",))
    li = await desk.browser("li")
    assert filed.number in await li.open("/admin/leads?order=newest")
    await join(desk, "li", "escalation", by="zhao")
    assert filed.number not in await li.open("/admin/leads?order=newest")
    await li.open(f"/admin/leads/{filed.number}", 404)

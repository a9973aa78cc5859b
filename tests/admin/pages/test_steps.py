"""The way of a lead through the office, over HTTP: keys follow, versions are checked, nothing closes in silence."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from admin.workflow import working_days
from kit import clock
from storage.errors import SealBroken
from storage.tables.ledger import Lead
from storage.vault.lead import LeadKeys, SealedFor
from tests.admin.desk import STORY, Browser, Desk, Filed

pytestmark = pytest.mark.anyio
FINDING = "走访五户，三户反映一致。"


async def to_police(desk: Desk, filed: Filed) -> tuple[Browser, Browser]:
    """Screened and assigned: version 3. The office's browser and the police's."""
    wang, li = await desk.browser("wang"), await desk.browser("li")
    await wang.move(filed, "screen", 1)
    await wang.move(filed, "assign", 2, unit="police")
    return wang, li


async def concluded(desk: Desk, filed: Filed) -> tuple[Browser, Browser]:
    """Verified and concluded: version 6."""
    wang, li = await to_police(desk, filed)
    await li.move(filed, "sign_for", 3)
    await li.move(filed, "verify", 4)
    await li.move(filed, "conclude", 5, conclusion="substantiated", finding=FINDING)
    return wang, li


async def test_a_lead_goes_from_arrival_to_closing(desk: Desk) -> None:
    filed = await desk.file()
    _, li = await concluded(desk, filed)
    await li.move(filed, "tell_outcome", 6, outcome="您反映的情况属实。")
    page = await li.move(filed, "close", 7)
    lead = await desk.lead(filed.lead_id)
    assert (lead.state, lead.due_on) == ("closed", None)
    assert lead.closed_on == clock.local_day(clock.now(), desk.services.settings.zone)
    assert "已办结" in page
    assert "无期限" in page


async def test_signing_for_makes_the_member_the_one_in_charge_and_starts_the_clock(desk: Desk) -> None:
    filed = await desk.file()
    _, li = await to_police(desk, filed)
    today = clock.local_day(clock.now(), desk.services.settings.zone)
    assert (await desk.lead(filed.lead_id)).due_on == working_days.after(today, 2)
    await li.move(filed, "sign_for", 3)
    lead = await desk.lead(filed.lead_id)
    assert lead.handler_id == desk.founded.people["li"].staff_id
    assert lead.due_on == working_days.after(today, 15)
    assert "lead_signed_for" in await desk.kinds(filed.lead_id)


async def test_each_step_is_in_the_access_ledger(desk: Desk) -> None:
    filed = await desk.file()
    await concluded(desk, filed)
    kinds = await desk.kinds(filed.lead_id)
    for kind in ("lead_state", "lead_assigned", "lead_signed_for"):
        assert kind in kinds


async def test_no_lead_is_concluded_without_a_finding(desk: Desk) -> None:
    filed = await desk.file()
    _, li = await to_police(desk, filed)
    await li.move(filed, "sign_for", 3)
    await li.move(filed, "verify", 4)
    page = await li.move(filed, "conclude", 5, status=422, conclusion="substantiated", finding=" ")
    assert "请写明内容" in page
    page = await li.move(filed, "conclude", 5, status=422, conclusion="", finding=FINDING)
    assert "请选择核查结论" in page
    assert FINDING in page
    assert (await desk.lead(filed.lead_id)).state == "verifying"


async def test_no_lead_is_closed_without_an_answer_to_the_reporter(desk: Desk) -> None:
    filed = await desk.file()
    _, li = await concluded(desk, filed)
    await li.move(filed, "close", 6, status=403)
    page = await li.move(filed, "tell_outcome", 6, status=422, outcome="")
    assert "请写明内容" in page
    assert (await desk.lead(filed.lead_id)).state == "concluded"


async def test_a_row_that_was_edited_to_look_answered_still_closes_nothing(desk: Desk) -> None:
    filed = await desk.file()
    _, li = await concluded(desk, filed)
    async with desk.services.ledger.engine.begin() as connection:
        await connection.execute(update(Lead).where(Lead.id == filed.lead_id).values(state="answered"))
    page = await li.move(filed, "close", 6, status=422)
    assert "还没有答复举报人" in page
    assert (await desk.lead(filed.lead_id)).closed_on is None


async def test_a_stale_page_is_refused_with_what_changed_and_the_typed_text_kept(desk: Desk) -> None:
    filed = await desk.file()
    wang, li = await to_police(desk, filed)
    await li.move(filed, "sign_for", 3)
    page = await li.move(filed, "return", 3, status=409, reason="不归我们管")
    assert "这条线索有了变动" in page
    assert "签收" in page
    page = await wang.move(filed, "screen", 1, status=409)
    assert (await desk.lead(filed.lead_id)).state == "accepted"


async def test_text_typed_into_a_stale_form_comes_back_with_the_new_version(desk: Desk) -> None:
    filed = await desk.file()
    _, li = await to_police(desk, filed)
    await li.move(filed, "sign_for", 3)
    await li.move(filed, "verify", 4)
    await li.send(f"/admin/leads/{filed.number}/class", version=5, level="evil", category="market", area="")
    page = await li.move(filed, "conclude", 5, status=409, conclusion="partly", finding=FINDING)
    assert FINDING in page
    assert 'value="partly" selected' in page
    assert 'name="version" value="6"' in page


async def test_two_who_press_the_same_button_move_it_once(desk: Desk) -> None:
    filed = await desk.file()
    wang, li = await desk.browser("wang"), await desk.browser("root")
    await wang.move(filed, "screen", 1)
    await li.move(filed, "screen", 1, status=409)
    assert (await desk.lead(filed.lead_id)).version == 2


async def test_a_role_without_the_move_is_refused_by_the_server(desk: Desk) -> None:
    filed = await desk.file()
    wang, li = await to_police(desk, filed)
    await wang.move(filed, "sign_for", 3, status=403)
    await li.move(filed, "close", 3, status=403)
    assert (await desk.lead(filed.lead_id)).state == "assigned"


async def test_the_office_supervises_and_keeps_its_grant(desk: Desk) -> None:
    filed = await desk.file()
    wang, _ = await to_police(desk, filed)
    assert STORY in await wang.open(f"/admin/leads/{filed.number}")


async def test_a_transfer_makes_the_receivers_grant_and_erases_the_givers(desk: Desk) -> None:
    filed = await desk.file()
    _, li = await to_police(desk, filed)
    await li.move(filed, "sign_for", 3)
    listed = await li.move(filed, "transfer", 4, unit="escalation", reason="涉及本局人员")
    assert filed.number not in listed
    await li.open(f"/admin/leads/{filed.number}", 404)
    assert STORY in await (await desk.browser("zhao")).open(f"/admin/leads/{filed.number}")
    kinds = await desk.kinds(filed.lead_id)
    assert "lead_granted" in kinds
    assert "lead_grant_erased" in kinds


async def test_the_new_grant_opens_with_the_receivers_key_alone(desk: Desk) -> None:
    filed = await desk.file()
    _, li = await to_police(desk, filed)
    await li.move(filed, "sign_for", 3)
    await li.move(filed, "transfer", 4, unit="escalation", reason="涉及本局人员")
    zhao = await desk.founded.acting(desk.services, "zhao")
    police = await desk.founded.acting(desk.services, "li")
    async with desk.services.ledger.read() as work:
        grant = (await work.grants.held(filed.lead_id, ["escalation"], None))[0]
    sealed = SealedFor("escalation", grant.epoch, grant.sealed)
    assert zhao.keyring.lead_keys(filed.lead_id, [sealed]).lead_id == filed.lead_id
    with pytest.raises(SealBroken):
        LeadKeys.from_grant(filed.lead_id, sealed, police.keyring.unit_pair("police", 1))


async def test_an_excluded_unit_is_not_offered_and_cannot_be_assigned(desk: Desk) -> None:
    filed = await desk.file(excluded=("police",))
    wang = await desk.browser("wang")
    page = await wang.move(filed, "screen", 1)
    assert '<option value="police"' not in page
    assert '<option value="custody"' not in page
    for unit in ("police", "custody", "nowhere"):
        page = await wang.move(filed, "assign", 2, status=422, unit=unit)
        assert "这个单位不能接收这条线索" in page
    async with desk.services.ledger.read() as work:
        assert await work.grants.units_of(filed.lead_id) == ["office"]


async def test_a_returned_lead_comes_back_to_who_had_it_with_the_reason(desk: Desk) -> None:
    filed = await desk.file()
    wang, li = await to_police(desk, filed)
    page = await li.move(filed, "return", 3, status=422, reason="")
    assert "请写明内容" in page
    await li.move(filed, "return", 3, reason="属地在邻县")
    lead = await desk.lead(filed.lead_id)
    assert (lead.state, lead.unit_id, lead.handler_id) == ("returned", "office", None)
    assert "属地在邻县" in await wang.open(f"/admin/leads/{filed.number}")
    await li.open(f"/admin/leads/{filed.number}", 404)


async def test_a_lead_ruled_out_is_closed_only_after_the_reporter_was_told(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    await wang.move(filed, "screen", 1)
    page = await wang.move(filed, "rule_out", 2, reason="属民事纠纷")
    assert "不属于扫黑除恶线索的受理范围" in page
    await wang.move(filed, "tell_outcome", 3, outcome="请向司法所反映。")
    await wang.move(filed, "close", 4)
    assert (await desk.lead(filed.lead_id)).state == "closed"


async def test_a_reopened_lead_needs_a_new_finding_and_a_new_answer(desk: Desk) -> None:
    filed = await desk.file()
    wang, li = await concluded(desk, filed)
    await li.move(filed, "tell_outcome", 6, outcome="属实。")
    await li.move(filed, "close", 7)
    await li.move(filed, "reopen", 8, status=403, reason="再看")
    await wang.move(filed, "reopen", 8, reason="举报人有异议")
    lead = await desk.lead(filed.lead_id)
    assert (lead.state, lead.answered, lead.conclusion, lead.closed_on) == ("verifying", False, None, None)
    today = clock.local_day(clock.now(), desk.services.settings.zone)
    assert lead.due_on == working_days.after(today, 60)


async def test_a_merge_links_two_leads_and_moves_no_key(desk: Desk) -> None:
    first, second = await desk.file(), await desk.file()
    wang = await desk.browser("wang")
    await wang.move(second, "screen", 1)
    page = await wang.move(second, "merge", 2, other_lead=first.number, reason="同一砂场")
    assert f"已并入线索 {first.number}" in page
    assert second.number in await wang.open(f"/admin/leads/{first.number}")
    assert "lead_merged" in await desk.kinds(first.lead_id)


async def test_no_merge_where_an_excluded_unit_would_learn_of_the_lead(desk: Desk) -> None:
    shielded, other = await desk.file(excluded=("police",)), await desk.file()
    wang = await desk.browser("wang")
    await wang.move(shielded, "screen", 1)
    page = await wang.move(shielded, "merge", 2, status=422, other_lead=other.number, reason="同一砂场")
    assert "不能并案" in page
    page = await wang.move(shielded, "merge", 2, status=422, other_lead="10000000", reason="同一砂场")
    assert "没有这个编号的线索" in page
    assert "同一砂场" in page


async def test_the_handler_is_a_member_of_the_responsible_unit(desk: Desk) -> None:
    filed = await desk.file()
    _, li = await to_police(desk, filed)
    wang_id, li_id = (desk.founded.people[login].staff_id.hex() for login in ("wang", "li"))
    path = f"/admin/leads/{filed.number}/handler"
    await li.send(path, 422, version=3, member=wang_id)
    await li.send(path, 422, version=3, member="xyz")
    await li.send(path, version=3, member=li_id)
    assert (await desk.lead(filed.lead_id)).handler_id == desk.founded.people["li"].staff_id


async def test_a_restricted_lead_keeps_category_and_area_out_of_the_clear_columns(desk: Desk) -> None:
    filed = await desk.file(excluded=("police",))
    wang = await desk.browser("wang")
    area = desk.founded.policy.document.areas[0].id
    await wang.send(f"/admin/leads/{filed.number}/class", 422, version=1, level="black", category="market", area=area)
    lead = await desk.lead(filed.lead_id)
    assert (lead.category, lead.area, lead.level) == (None, None, None)


async def test_the_due_day_follows_what_the_office_has_set(desk: Desk) -> None:
    signed = await desk.founded.acting(desk.services, "wang")
    async with desk.services.ledger.begin() as work:
        await work.settings.put("clocks", {"sign_for": 1}, 0, clock.now(), signed.member.staff_id)
    filed = await desk.file()
    await to_police(desk, filed)
    today = clock.local_day(clock.now(), desk.services.settings.zone)
    assert (await desk.lead(filed.lead_id)).due_on == working_days.after(today, 1)


async def test_an_old_lead_says_that_it_is_overdue_in_words(desk: Desk) -> None:
    filed = await desk.file(hours_ago=24 * 30)
    wang = await desk.browser("wang")
    assert "分流已超期" in await wang.open(f"/admin/leads/{filed.number}")
    assert filed.number in await wang.open("/admin/leads?overdue=1")
    assert (await desk.lead(filed.lead_id)).due_on < clock.now().date() - timedelta(days=10)  # type: ignore[operator]


@pytest.mark.parametrize(("method", "path", "status"), [("POST", "moves/bogus", 422), ("GET", "moves/screen", 405)])
async def test_a_step_that_does_not_exist_is_answered_with_a_page(
    desk: Desk, method: str, path: str, status: int
) -> None:
    filed = await desk.file()
    answer = await (await desk.browser("wang")).http.request(method, f"/admin/leads/{filed.number}/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "线索通" in answer.text


async def test_a_form_from_another_site_moves_nothing(desk: Desk) -> None:
    filed = await desk.file()
    wang = await desk.browser("wang")
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    path = f"/admin/leads/{filed.number}/moves/screen"
    assert (await wang.http.post(path, data={"version": "1"}, headers=foreign)).status_code == 403
    assert (await desk.lead(filed.lead_id)).state == "received"

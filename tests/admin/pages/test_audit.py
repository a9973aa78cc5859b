"""The auditor's room over HTTP: who may enter, what each auditor sees, and what stands out."""

import pytest
from sqlalchemy import text, update

from admin.access import AccessKind
from admin.auditing.patterns import LIMITS, Rule
from admin.ledger_sealer import seal_once
from admin.services import texts
from kit import clock
from kit.catalogue import LANGUAGES
from storage.access import OF_MANY_LEADS
from storage.tables.ledger import AccessEntry
from tests.admin.desk import Browser, Desk, Filed
from tests.admin.offices import PASSWORD

pytestmark = pytest.mark.anyio
ROOM, ENTRIES = "/admin/audit", "/admin/audit/entries"


async def auditor(desk: Desk, login: str) -> Browser:
    """This person as an auditor besides what they are."""
    person = desk.founded.people[login]
    async with desk.services.ledger.begin() as work:
        roles = (await work.staff.get(person.staff_id)).roles
        await work.staff.set_roles(person.staff_id, [*roles, "auditor"])
    return await desk.browser(login)


async def viewed(desk: Desk, login: str, **given: object) -> Filed:
    filed = await desk.file(**given)  # type: ignore[arg-type]
    await (await desk.browser(login)).open(f"/admin/leads/{filed.number}")
    return filed


def rows(page: str) -> str:
    """The entries of a page, without the filter above them, which names every person and act."""
    return page.partition("<tbody>")[2]


@pytest.mark.parametrize("login", ["root", "wang", "li", "bao"])
@pytest.mark.parametrize("path", [ROOM, ENTRIES])
async def test_nobody_but_an_auditor_enters(desk: Desk, login: str, path: str) -> None:
    await (await desk.browser(login)).open(path, 403)


async def test_an_auditor_sees_who_opened_what_and_how_they_stood_to_it(desk: Desk) -> None:
    filed = await viewed(desk, "wang")
    page = rows(await (await auditor(desk, "root")).open(f"{ENTRIES}?kind=lead_viewed"))
    assert "王试" in page
    assert filed.number in page
    assert "尚未指定承办人" in page


async def test_entries_of_a_lead_that_the_auditors_unit_may_not_open_do_not_exist(desk: Desk) -> None:
    hidden = await viewed(desk, "zhao", excluded=("police", "office"))
    li = await auditor(desk, "li")
    for query in (
        "",
        "?kind=lead_viewed",
        "?day=" + clock.local_day(clock.now(), desk.services.settings.zone).isoformat(),
    ):
        assert hidden.number not in await li.open(ENTRIES + query)
    by_number = await li.open(f"{ENTRIES}?number={hidden.number}")
    missing = await li.open(f"{ENTRIES}?number=10000000")
    assert by_number.replace(hidden.number, "") == missing.replace("10000000", "")
    assert "没有符合条件的记录" in by_number


async def test_the_escalation_units_auditor_sees_all(desk: Desk) -> None:
    hidden = await viewed(desk, "zhao", excluded=("police", "office"))
    await viewed(desk, "wang")
    page = await (await auditor(desk, "zhao")).open(ENTRIES)
    assert "看到的是全部记录" in page
    assert hidden.number in rows(page)
    assert "王试" in rows(page)


async def test_a_row_that_calls_a_unit_the_escalation_unit_widens_nothing(desk: Desk) -> None:
    """What a unit is stands in the signed policy; the row beside it can be edited by whoever has the database."""
    hidden = await viewed(desk, "zhao", excluded=("police", "office"))
    async with desk.services.ledger.engine.begin() as connection:
        await connection.execute(text("UPDATE units SET kind = 'escalation' WHERE id = 'police'"))
    assert hidden.number not in await (await auditor(desk, "li")).open(ENTRIES)


async def test_a_custodian_who_is_auditor_sees_entries_of_no_lead(desk: Desk) -> None:
    filed = await viewed(desk, "wang")
    page = rows(await (await desk.browser("guan")).open(ENTRIES))
    assert filed.number not in page
    assert "打开审计室" in page


async def test_filters_hold_together(desk: Desk) -> None:
    first, second = await viewed(desk, "wang"), await viewed(desk, "li")
    root = await auditor(desk, "root")
    wang = desk.founded.people["wang"].staff_id.hex()
    page = await root.open(f"{ENTRIES}?person={wang}&kind=lead_viewed")
    assert first.number in page
    assert second.number not in page
    assert "没有符合条件的记录" in await root.open(f"{ENTRIES}?person={wang}&number={second.number}&kind=lead_viewed")
    assert "没有符合条件的记录" in await root.open(f"{ENTRIES}?person={wang}&day=2020-01-01")


async def test_pages_follow_each_other_to_the_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admin.pages.audit.PAGE_SIZE", 2)
    filed = [await viewed(desk, "wang") for _ in range(5)]
    root = await auditor(desk, "root")
    page, found = await root.open(f"{ENTRIES}?kind=lead_viewed"), []
    while True:
        found += [one.number for one in filed if one.number in page]
        if 'rel="next"' not in page:
            break
        page = await root.open(page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&"))
    assert sorted(found) == sorted(one.number for one in filed)


async def test_the_words_of_a_reason_are_read_by_an_auditor_whose_unit_opens_the_lead(desk: Desk) -> None:
    filed = await desk.file()
    wang, root = await desk.browser("wang"), await desk.browser("root")
    me = desk.founded.people["wang"].staff_id.hex()
    await wang.send(f"/admin/leads/{filed.number}/handler", member=me, version=1)
    await root.send(f"/admin/leads/{filed.number}/reason", reason="compare", text="与砂场那条比对")
    async with desk.services.ledger.begin() as work:
        await work.grants.take_away(filed.lead_id, "police")
    query = f"{ENTRIES}?kind=view_reason"
    assert "比对并案：与砂场那条比对" in await (await auditor(desk, "wang")).open(query)
    outside = await (await auditor(desk, "zhao")).open(query)
    assert "比对并案（原文封在线索里" in outside
    assert "砂场" not in outside


async def test_that_an_auditor_looked_is_an_entry_too(desk: Desk) -> None:
    root = await auditor(desk, "root")
    await root.open(ROOM)
    await root.open(ENTRIES)
    async with desk.services.ledger.read() as work:
        entry = await work.access.latest("audit_opened")
    assert entry is not None
    assert entry.actor_id == desk.founded.people["root"].staff_id


async def test_many_views_in_an_hour_stand_out_and_lead_to_their_entries(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, Rule.BULK_VIEWS, 3)
    for _ in range(3):
        await viewed(desk, "wang")
    root = await auditor(desk, "root")
    page = await root.open(ROOM)
    assert "短时间大量查阅" in page
    assert "打开了 3 条不同的线索" in page
    path = page.split('class="no-print" href="')[1].split('"')[0].replace("&amp;", "&")
    assert path.startswith(f"{ENTRIES}?person=")
    assert "打开查看" in rows(await root.open(path))


async def test_a_time_with_more_acts_than_can_be_judged_is_said_to_be(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await viewed(desk, "wang")
    root = await auditor(desk, "root")
    assert "只看了最新的" not in await root.open(ROOM)
    monkeypatch.setattr("admin.auditing.room.MOST_ACTS", 1)
    assert "只看了最新的" in await root.open(ROOM)


async def test_what_stands_out_on_hidden_leads_is_not_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, Rule.BULK_VIEWS, 2)
    for _ in range(2):
        await viewed(desk, "zhao", excluded=("police", "office"))
    assert "短时间大量查阅" not in await (await auditor(desk, "li")).open(ROOM)
    assert "短时间大量查阅" in await (await auditor(desk, "zhao")).open(ROOM)


async def test_a_chain_that_holds_is_said_to_and_one_that_was_edited_is_named(desk: Desk) -> None:
    filed = await viewed(desk, "wang")
    while await seal_once(desk.services):
        continue
    root = await auditor(desk, "root")
    async with desk.services.ledger.begin() as work:
        height = await work.blocks.height()
        await work.bots.report(b"b" * 16, 1, None, height, clock.now())
    assert "最新的区块逐条核对无误" in await root.open(ROOM)
    async with desk.services.ledger.engine.begin() as connection:
        mine = AccessEntry.lead_id == filed.lead_id, AccessEntry.kind == AccessKind.LEAD_VIEWED
        await connection.execute(update(AccessEntry).where(*mine).values(kind="sign_out"))
    page = await root.open(ROOM)
    assert "对不上：记录被改动或缺失" in page
    assert "最新的区块逐条核对无误" not in page


async def test_a_host_that_witnessed_more_than_there_is_raises_the_alarm(desk: Desk) -> None:
    async with desk.services.ledger.begin() as work:
        await work.bots.report(b"b" * 16, 1, None, 999, clock.now())
    assert "可能被换成了旧的" in await (await auditor(desk, "root")).open(ROOM)


async def test_a_strangers_search_or_export_tells_no_auditor_how_much_they_hold(desk: Desk) -> None:
    await viewed(desk, "zhao", excluded=("police", "office"))
    zhao = await desk.browser("zhao")
    await zhao.send("/admin/search", words="过路费")
    await zhao.http.post("/admin/export", data={"listing": "", "password": PASSWORD.reveal()})
    for kind in ("searched", "ledger_exported"):
        assert "赵试" not in rows(await (await auditor(desk, "li")).open(f"{ENTRIES}?kind={kind}"))
        assert "赵试" in rows(await (await auditor(desk, "zhao")).open(f"{ENTRIES}?kind={kind}"))


def test_the_acts_that_count_leads_are_kinds_of_the_ledger() -> None:
    assert set(OF_MANY_LEADS) == {AccessKind.LEDGER_EXPORTED, AccessKind.SEARCHED}


def test_every_recorded_act_has_a_name_that_an_auditor_reads() -> None:
    known = texts()
    lacking = [kind for kind in AccessKind for language in LANGUAGES if not known.has(f"word.act.{kind}", language)]
    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_rooms_pages_show_in_both_languages_without_inline_style(desk: Desk, language: str) -> None:
    await viewed(desk, "wang")
    root = await auditor(desk, "root")
    for path in (ROOM, ENTRIES):
        page = await root.open(f"{path}?language={language}")
        assert " style=" not in page
        assert ("审计" in page) == (language == "zh_CN")

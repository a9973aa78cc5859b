"""The ledger as Excel, read back with another library."""

from io import BytesIO
from time import perf_counter

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from admin.access import AccessKind, record_each
from admin.api.threads import view
from admin.ledger_sealer import seal_once
from storage.report import Identity
from storage.vault.binding import new_id
from tests.admin.desk import STORY, Browser, Desk, Filed
from tests.admin.offices import PASSWORD

pytestmark = pytest.mark.anyio


async def export(browser: Browser, listing: str = "") -> Worksheet:
    answer = await browser.http.post("/admin/export", data={"listing": listing, "password": PASSWORD.reveal()})
    assert answer.status_code == 200
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


async def test_the_sheet_has_the_ledgers_columns_and_a_counted_place(desk: Desk) -> None:
    first, second = await desk.file(hours_ago=5), await desk.file(hours_ago=1)
    sheet = await export(await desk.browser("wang"), "order=oldest")
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert rows[0][:4] == ("序号", "线索编号", "登记时间", "来源")
    assert [row[:2] for row in rows[1:]] == [(1, first.number), (2, second.number)]
    assert rows[1][4:9] == ("资源环保", "东试镇", "试验县扫黑办", "", "已受理")


async def test_the_sheet_says_who_exported_it(desk: Desk) -> None:
    await desk.file()
    sheet = await export(await desk.browser("wang"))
    assert "王试" in str(sheet["A2"].value)
    assert "王试" in str(sheet.oddFooter.left.text)
    assert "王试" in str(sheet.oddHeader.center.text)
    assert sheet.parent is not None
    assert "王试" in str(sheet.parent.properties.description)


async def test_no_content_and_no_identity_is_in_the_file(desk: Desk) -> None:
    await desk.file(identity=Identity(name="张三丰", phone="13800001234"))
    sheet = await export(await desk.browser("wang"))
    everything = "|".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row)
    for secret in (STORY[:6], "张三丰", "13800001234", "砂场"):
        assert secret not in everything


async def test_a_hidden_lead_is_not_in_the_file_and_leaves_no_gap(desk: Desk) -> None:
    await desk.file(hours_ago=3)
    hidden = await desk.file(hours_ago=2, excluded=("police", "office"))
    await desk.file(hours_ago=1)
    rows = list((await export(await desk.browser("li"))).iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == [1, 2]
    assert hidden.number not in [row[1] for row in rows]


async def test_a_restricted_lead_shows_number_unit_state_and_due_day_alone(desk: Desk) -> None:
    filed = await desk.file(excluded=("police",))
    wang = await desk.browser("wang")
    member = desk.founded.people["wang"].staff_id.hex()
    await wang.send(f"/admin/leads/{filed.number}/handler", member=member, version=1)
    (row,) = list((await export(wang)).iter_rows(min_row=4, values_only=True))
    assert row[:10] == (1, filed.number, "", "", "", "", "试验县扫黑办", "", "已受理", "")
    assert row[10]
    assert row[11] == ""


async def test_the_filter_of_the_list_is_the_filter_of_the_file(desk: Desk) -> None:
    east, _ = await desk.file(category="market"), await desk.file(category="lending")
    rows = list((await export(await desk.browser("wang"), "category=market")).iter_rows(min_row=4, values_only=True))
    assert [row[1] for row in rows] == [east.number]


async def test_an_export_is_recorded_with_the_number_of_rows(desk: Desk) -> None:
    await desk.file()
    await export(await desk.browser("wang"))
    async with desk.services.ledger.read() as work:
        entry = await work.access.latest("ledger_exported")
    assert entry is not None
    assert entry.actor_id == desk.founded.people["wang"].staff_id


async def test_every_lead_in_the_file_counts_as_exported_and_no_other(desk: Desk) -> None:
    first, second = await desk.file(), await desk.file()
    hidden = await desk.file(excluded=("police", "office"))
    browser = await desk.browser("wang")
    await export(browser)
    await export(browser)
    assert [await exported(desk, one) for one in (first, second, hidden)] == [2, 2, 0]


async def exported(desk: Desk, filed: Filed) -> int:
    """What this reporter is told at a look-up."""
    async with desk.services.ledger.read() as work:
        found = await work.thread.look_up(filed.receipt.lookup_id)
    assert found is not None
    return view(found, desk.services.settings.zone).views.get("exported", 0)


async def test_a_large_export_is_recorded_at_once(desk: Desk) -> None:
    """Twenty thousand leads are the most; the database is held for a moment only."""
    signed, started = await desk.founded.acting(desk.services, "wang"), perf_counter()
    async with desk.services.ledger.begin() as work:
        await record_each(work, AccessKind.LEDGER_EXPORTED, signed, (new_id() for _ in range(5_000)))
    assert perf_counter() - started < 5
    assert await seal_once(desk.services) == 5_000


async def test_a_page_asks_before_anything_is_exported(desk: Desk) -> None:
    page = await (await desk.browser("wang")).open("/admin/export?state=closed")
    assert "已办结" in page
    async with desk.services.ledger.read() as work:
        assert await work.access.latest("ledger_exported") is None


async def test_a_wrong_password_exports_nothing(desk: Desk) -> None:
    filed = await desk.file()
    page = await (await desk.browser("wang")).send("/admin/export", 422, listing="state=received", password="wrong")
    assert filed.number not in page
    assert 'value="order=newest&amp;state=received"' in page
    async with desk.services.ledger.read() as work:
        assert await work.access.latest("ledger_exported") is None

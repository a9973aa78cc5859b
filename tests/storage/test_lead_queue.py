"""The queue shows every visible lead once, in each order, under each filter, and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest

from storage.lead_change import LeadValues, Step
from storage.queue_shapes import Cursor, Order, QueueFilter, QueueRow
from storage.unit_of_work import Ledger
from tests.storage.builders import HOUR, NOW, TODAY, add_lead, add_member, rid, unit

pytestmark = pytest.mark.anyio
ORDERS: list[Order] = ["newest", "oldest", "due"]
Ids = list[bytes]


@pytest.fixture
async def reader(ledger: Ledger) -> bytes:
    async with ledger.begin() as work:
        for name in ("office", "police"):
            await work.units.add(unit(name))
        return await add_member(work, "office", "police")


@pytest.fixture
async def leads(ledger: Ledger, reader: bytes) -> Ids:
    """Nine leads: three an hour, every second with a due day, granted by turns to office, police and both."""
    units = [("office",), ("police",), ("office", "police")]
    return [
        await add_lead(
            ledger,
            units[number % 3],
            TODAY + timedelta(days=5 - number) if number % 2 else None,
            hour=HOUR + timedelta(hours=number // 3),
        )
        for number in range(9)
    ]


async def read_all(ledger: Ledger, units: list[str], reader: bytes, order: Order, size: int, **wanted: Any) -> Ids:
    """Every page from the first to the last."""
    found: list[QueueRow] = []
    start: Cursor | None = None
    while True:
        async with ledger.read() as work:
            page = await work.queue.page(units, reader, order, QueueFilter(**wanted), start, size=size)
        found += page.rows
        if not page.more:
            return [row.lead_id for row in found]
        start = found[-1].cursor(order)


async def change(ledger: Ledger, lead_id: bytes, **values: Any) -> None:
    async with ledger.begin() as work:
        await work.leads.change(lead_id, 1, LeadValues(**values), Step("changed", NOW))  # type: ignore[typeddict-item]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("units", [["office"], ["police", "office"]])
async def test_pages_of_any_size_show_the_same_leads_in_the_same_order(
    ledger: Ledger, leads: Ids, reader: bytes, order: Order, units: list[str]
) -> None:
    whole = await read_all(ledger, units, reader, order, 50)
    assert len(whole) == len(set(whole)) == (6 if len(units) == 1 else 9)
    for size in (1, 2, 4):
        assert await read_all(ledger, units, reader, order, size) == whole


@pytest.mark.parametrize("order", ORDERS)
async def test_orders_are_what_they_say(ledger: Ledger, leads: Ids, reader: bytes, order: Order) -> None:
    async with ledger.read() as work:
        page = await work.queue.page(["office", "police"], reader, order)
    every: dict[str, list[float]] = {
        "newest": [-row.received_hour.timestamp() for row in page.rows],
        "oldest": [row.received_hour.timestamp() for row in page.rows],
        "due": [(row.due_on or date.max).toordinal() for row in page.rows],
    }
    assert every[order] == sorted(every[order])
    assert len(set(every[order])) > 2


@pytest.mark.parametrize("order", ORDERS)
async def test_reading_backwards_from_a_row_gives_the_rows_before_it(
    ledger: Ledger, leads: Ids, reader: bytes, order: Order
) -> None:
    units = ["office", "police"]
    async with ledger.read() as work:
        every = (await work.queue.page(units, reader, order)).rows
        before = await work.queue.page(units, reader, order, start=every[5].cursor(order), backwards=True, size=3)
        first = await work.queue.page(units, reader, order, start=every[2].cursor(order), backwards=True, size=3)
    assert before.rows == every[2:5]
    assert before.more
    assert first.rows == every[:2]
    assert not first.more


async def test_the_next_case_is_the_page_of_one_after_this(ledger: Ledger, leads: Ids, reader: bytes) -> None:
    async with ledger.read() as work:
        every = (await work.queue.page(["office"], reader, "due")).rows
        after = await work.queue.page(["office"], reader, "due", start=every[0].cursor("due"), size=1)
    assert after.rows == every[1:2]


@pytest.mark.parametrize("order", ORDERS)
async def test_an_excluded_unit_cannot_learn_that_a_lead_exists(
    ledger: Ledger, leads: Ids, reader: bytes, order: Order
) -> None:
    async with ledger.read() as work:
        assert await work.queue.page(["discipline"], reader, order) == await work.queue.page([], reader, order)
        assert await work.queue.count(["discipline"], reader) == 0
        counts = await work.queue.counts(["discipline"], reader, ["received"], TODAY)
    assert (counts.by_state, counts.unread, counts.overdue) == ({"received": 0}, 0, 0)


async def test_a_row_shows_the_clear_columns_of_its_lead(ledger: Ledger, reader: bytes) -> None:
    lead_id = await add_lead(ledger, due_on=TODAY, named=True, officials=True)
    async with ledger.read() as work:
        (row,) = (await work.queue.page(["office"], reader)).rows
        lead = await work.leads.visible(lead_id, ["office"], None)
    for name in ("number", "state", "version", "received_hour", "due_on", "category", "area", "umbrella", "named"):
        assert getattr(row, name) == getattr(lead, name)
    assert (row.unread, row.umbrella, row.due_on) == (True, True, TODAY)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("units", [["office"], ["office", "police"]])
async def test_each_filter_lets_through_what_fits(
    ledger: Ledger, leads: Ids, reader: bytes, order: Order, units: list[str]
) -> None:
    handler = rid()
    wanted = leads[0], leads[2]
    for lead_id in wanted:
        await change(
            ledger, lead_id, state="verifying", category="village", area="west", unit_id="t", handler_id=handler
        )
    filters: list[dict[str, Any]] = [
        {"states": ("verifying",)},
        {"states": ("verifying", "closed")},
        {"category": "village"},
        {"area": "west"},
        {"owner": "t"},
        {"handler": handler},
        {"states": ("verifying",), "category": "village", "area": "west", "owner": "t", "handler": handler},
    ]
    for one in filters:
        assert set(await read_all(ledger, units, reader, order, 1, **one)) == set(wanted), one
        async with ledger.read() as work:
            assert await work.queue.count(units, reader, QueueFilter(**one)) == 2
    assert await read_all(ledger, units, reader, order, 1, category="village", area="east") == []


async def test_overdue_leads_are_those_due_before_today(ledger: Ledger, leads: Ids, reader: bytes) -> None:
    assert await read_all(ledger, ["office", "police"], reader, "due", 1, due_before=TODAY) == [leads[7]]


@pytest.mark.parametrize("order", ORDERS)
async def test_the_unread_list_holds_what_the_member_has_not_read(
    ledger: Ledger, leads: Ids, reader: bytes, order: Order
) -> None:
    async with ledger.begin() as work:
        for lead_id in leads[:7]:
            await work.reads.mark_read(lead_id, reader, 1, 0)
    assert set(await read_all(ledger, ["office", "police"], reader, order, 1, unread=True)) == set(leads[7:])
    assert await read_all(ledger, ["police"], reader, order, 1, unread=True, states=("closed",)) == []
    async with ledger.read() as work:
        page = await work.queue.page(["office", "police"], reader, order)
    assert {row.lead_id for row in page.rows if row.unread} == set(leads[7:])


async def test_a_lead_taken_away_is_in_no_list_though_it_was_unread(ledger: Ledger, leads: Ids, reader: bytes) -> None:
    async with ledger.begin() as work:
        await work.grants.take_away(leads[0], "office")
    for unread in (True, False):
        assert leads[0] not in await read_all(ledger, ["office", "police"], reader, "newest", 50, unread=unread)


async def test_counts_say_how_many_stand_in_each_state(ledger: Ledger, leads: Ids, reader: bytes) -> None:
    await change(ledger, leads[1], state="closed", due_on=None)
    async with ledger.begin() as work:
        await work.reads.mark_read(leads[2], reader, 1, 0)
    async with ledger.read() as work:
        counts = await work.queue.counts(["office", "police"], reader, ["received", "closed", "merged"], TODAY)
    assert counts.by_state == {"received": 8, "closed": 1, "merged": 0}
    assert (counts.unread, counts.overdue) == (8, 1)


async def test_counts_stop_at_their_cap(ledger: Ledger, leads: Ids, reader: bytes) -> None:
    async with ledger.read() as work:
        counts = await work.queue.counts(["office", "police"], reader, ["received"], TODAY, cap=4)
    assert (counts.by_state, counts.unread, counts.cap) == ({"received": 4}, 4, 4)


async def test_an_export_reads_every_lead_that_fits(ledger: Ledger, leads: Ids, reader: bytes) -> None:
    await change(ledger, leads[0], state="closed")
    async with ledger.read() as work:
        rows = [row async for row in work.queue.each(["office"], reader, "oldest", QueueFilter(states=("received",)))]
    assert {row.lead_id for row in rows} == {lead for n, lead in enumerate(leads) if n % 3 != 1} - {leads[0]}


async def test_chosen_leads_come_newest_first_and_only_those_the_units_may_see(
    ledger: Ledger, leads: Ids, reader: bytes
) -> None:
    async with ledger.begin() as work:
        await work.grants.take_away(leads[0], "office")
    async with ledger.read() as work:
        rows = await work.queue.chosen(["office"], reader, [*leads[:4], rid()])
        assert await work.queue.chosen([], reader, leads) == await work.queue.chosen(["office"], reader, []) == []
        seen = set()
        for lead_id in leads[:4]:
            seen |= {lead_id} if await work.grants.held(lead_id, ["office"], reader) else set()
        both = await work.queue.chosen(["office", "police"], reader, leads)
    assert {row.lead_id for row in rows} == seen != set()
    assert [row.received_hour for row in rows] == sorted((row.received_hour for row in rows), reverse=True)
    assert len({row.lead_id for row in both}) == len(both)

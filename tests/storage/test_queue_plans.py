"""Every offered list reads an index from one place: no scan of the leads, no sort of what a unit holds."""

import itertools
import re
from datetime import date

import pytest
from sqlalchemy import text

from bench.queue_data import fill
from storage import queue_select
from storage.queue_shapes import Cursor, Order, QueueFilter
from storage.unit_of_work import Ledger
from tests.storage.builders import TODAY, rid

pytestmark = pytest.mark.anyio

FILTERS = {
    "none": QueueFilter(),
    "state": QueueFilter(states=("assigned",)),
    "category": QueueFilter(category="village"),
    "area": QueueFilter(area="east"),
    "owner": QueueFilter(owner="police"),
    "handler": QueueFilter(handler=bytes(16)),
}
ORDERS: list[Order] = ["newest", "oldest", "due"]


async def plan(ledger: Ledger, statement: object, given: dict[str, object] | None = None) -> list[str]:
    """The lines of the database's plan, with parameters written in."""
    dialect = ledger.engine.dialect
    compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
    explain = "EXPLAIN QUERY PLAN " if dialect.name == "sqlite" else "EXPLAIN "
    async with ledger.engine.connect() as connection:
        if dialect.name != "sqlite":
            # Empty tables are always cheapest to scan; here the question is whether an index can serve at all.
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
            await connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        parameters = compiled.construct_params(given)
        converted = {
            name: compiled._bind_processors[name](value) if name in compiled._bind_processors else value
            for name, value in parameters.items()
        }
        if dialect.name == "sqlite":
            values: object = tuple(converted[name] for name in compiled.positiontup)
        else:
            values = converted
        rows = await connection.exec_driver_sql(explain + str(compiled), values)  # type: ignore[arg-type]
        column = 3 if dialect.name == "sqlite" else 0
        return [str(tuple(row)[column]) for row in rows.all()]


def own_index(name: str, order: Order) -> str:
    """The index made for this filter and order."""
    shape = "due" if order == "due" else "newest"
    return f"ix_grants_{shape}" if name == "none" else f"ix_grants_{name}_{shape}"


@pytest.mark.parametrize(("name", "order"), list(itertools.product(FILTERS, ORDERS)))
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_page_is_read_from_one_index_in_its_order(ledger: Ledger, kind: str, name: str, order: Order) -> None:
    statement = queue_select.page(["office"], rid(), order, FILTERS[name], None, False, 51)
    lines = await plan(ledger, statement)
    (grants,) = [line for line in lines if "ix_grants" in line]
    assert re.search(rf"\b{own_index(name, order)}\b", grants), lines
    assert "COVERING INDEX" in grants
    before = lines[: lines.index(grants)]
    assert not any("B-TREE" in line for line in before), lines
    assert "SCAN leads" not in " ".join(lines)


@pytest.mark.needs_postgres
@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_postgresql_with_leads_in_it_sorts_no_page_and_scans_no_table(ledger: Ledger, kind: str) -> None:
    # An empty table has no statistics to choose an index by, so the choice is tried on a ledger in use.
    await fill(ledger.engine, 3000)
    async with ledger.engine.begin() as connection:
        await connection.execute(text("ANALYZE"))
    for name, order in itertools.product(FILTERS, ORDERS):
        lines = await plan(ledger, queue_select.page(["office"], rid(), order, FILTERS[name], None, False, 51))
        assert any("ix_grants" in line for line in lines), (name, order, lines)
        assert not any("Seq Scan" in line or "Sort " in line for line in lines), (name, order, lines)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_the_unread_list_is_read_from_the_members_own_marks(ledger: Ledger, kind: str, order: Order) -> None:
    wanted = QueueFilter(unread=True)
    lines = await plan(ledger, queue_select.page(["office"], rid(), order, wanted, None, False, 51))
    marks = next(line for line in lines if "ix_lead_reads_unread" in line)
    grants = next(line for line in lines if "SEARCH grants" in line)
    assert "staff_id=? AND unread=?" in marks
    assert "lead_id=? AND unit_id=?" in grants
    assert lines.index(marks) < lines.index(grants)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_leads_of_who_has_left_are_read_by_handler(ledger: Ledger, kind: str) -> None:
    wanted = QueueFilter(handlers=(rid(), rid()), ours=True, open_only=True)
    for statement in (
        queue_select.matching(["office"], rid(), wanted, 1000),
        queue_select.page(["office"], rid(), "due", wanted, None, False, 51),
    ):
        lines = await plan(ledger, statement)
        (grants,) = [line for line in lines if "SEARCH grants" in line]
        assert re.search(r"ix_grants_handler_\w+ \(unit_id=\? AND handler_id=\?\)", grants), lines


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_counts_touch_no_table(ledger: Ledger, kind: str) -> None:
    given = queue_select.count_parameters(["office"], rid(), TODAY)
    lines = await plan(ledger, queue_select.counts(1, ("received", "closed"), 1000), given)
    searched = [line for line in lines if line.startswith("SEARCH")]
    assert len(searched) >= 4
    assert all("COVERING INDEX" in line for line in searched), searched
    assert not any(line.startswith("SCAN grants") or line.startswith("SCAN lead") for line in lines)


async def test_a_page_costs_the_same_wherever_it_starts(ledger: Ledger) -> None:
    start = Cursor(date(2026, 1, 1), rid())
    lines = await plan(ledger, queue_select.page(["office"], rid(), "due", QueueFilter(), start, False, 51))
    (grants,) = [line for line in lines if "ix_grants_due" in line]
    if ledger.engine.dialect.name == "sqlite":
        assert "due_key" in grants or "(due_key,lead_id)" in grants
    else:
        assert any("Index Cond" in line and "due_key" in line for line in lines)

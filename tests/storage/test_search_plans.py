"""Searching and auditing read an index from one place, too."""

import pytest
from sqlalchemy import text

from bench.queue_data import fill
from storage.access import AccessFilter, newest
from storage.lead_index import texts_after
from storage.queue_shapes import Cursor
from storage.unit_of_work import Ledger
from tests.storage.builders import HOUR, NOW, rid
from tests.storage.test_queue_plans import plan

pytestmark = pytest.mark.anyio
ACCESS = {
    "": AccessFilter(),
    "_kind": AccessFilter(kinds=("lead_viewed",)),
    "_actor_id": AccessFilter(actor_id=bytes(16)),
    "_lead_id": AccessFilter(lead_number="12345678"),
}


@pytest.mark.parametrize("start", [None, Cursor(HOUR, bytes(16))])
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_search_texts_come_in_the_order_of_the_units_grants(
    ledger: Ledger, kind: str, start: Cursor | None
) -> None:
    lines = await plan(ledger, texts_after("office", bytes(16), start, 500))
    (grants,) = [at for at, line in enumerate(lines) if "SEARCH grants USING COVERING INDEX ix_grants_newest" in line]
    assert any(line.startswith("SEARCH search_texts USING INDEX") for line in lines[grants:]), lines
    # The page itself may be sorted again, never what it is cut from.
    assert not any("B-TREE" in line for line in lines[: grants + 1]), lines
    assert not any("SCAN grants" in line or "SCAN search_texts" in line for line in lines), lines


@pytest.mark.parametrize("before", [None, (NOW, bytes(16))])
@pytest.mark.parametrize("units", [None, ["office"]])
@pytest.mark.parametrize("name", ACCESS)
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_page_of_entries_is_read_from_the_index_of_its_filter(
    ledger: Ledger, kind: str, name: str, units: list[str] | None, before: tuple[object, bytes] | None
) -> None:
    lines = await plan(ledger, newest(units, ACCESS[name], before, 51))  # type: ignore[arg-type]
    entries = next(line for line in lines if "access_entries" in line)
    assert f"ix_access_entries{name}_at" in entries, lines
    # Entries of one moment are put in the order of their ids; nothing else is sorted.
    assert not any("USE TEMP B-TREE FOR ORDER BY" in line for line in lines), lines


@pytest.mark.needs_postgres
@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_postgresql_with_leads_in_it_reads_a_page_and_then_its_texts(ledger: Ledger, kind: str) -> None:
    await fill(ledger.engine, 3000)
    async with ledger.engine.begin() as connection:
        await connection.execute(text("ANALYZE"))
    lines = await plan(ledger, texts_after("office", bytes(16), Cursor(HOUR, rid()), 500))
    limit = next(at for at, line in enumerate(lines) if "Limit" in line)
    assert any("ix_grants_newest" in line for line in lines[limit:]), lines
    assert not any("Sort" in line for line in lines[limit:]), lines
    assert not any("Seq Scan" in line for line in lines), lines


@pytest.mark.needs_postgres
@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_postgresql_has_an_index_for_each_of_them(ledger: Ledger, kind: str) -> None:
    statements = [texts_after("office", bytes(16), Cursor(HOUR, rid()), 500)]
    statements += [newest(["office"], wanted, (NOW, rid()), 51) for wanted in ACCESS.values()]
    for statement in statements:
        lines = await plan(ledger, statement)
        assert not any("Seq Scan on grants" in line or "Seq Scan on access" in line for line in lines), lines

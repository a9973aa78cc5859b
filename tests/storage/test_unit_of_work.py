"""One commit a use case; what goes wrong below has one name above."""

import asyncio
import secrets
import traceback
from pathlib import Path

import pytest
from sqlalchemy import event

from storage.database import make_engine
from storage.errors import StorageError, StorageUnavailable
from storage.migrate import upgrade
from storage.tables.ledger import Unit
from storage.unit_of_work import BotStore, Ledger
from tests.storage.builders import NOW, rid, unit

pytestmark = pytest.mark.anyio
NO_MORE_PAGES = "PRAGMA max_page_count = 200"


async def test_what_a_block_wrote_is_there_afterwards(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        await work.units.add(unit("office", "office"))
    async with ledger.read() as work:
        assert (await work.units.get("office")).kind == "office"


async def test_an_exception_undoes_the_whole_block(ledger: Ledger) -> None:
    async def fail_half_way() -> None:
        async with ledger.begin() as work:
            await work.units.add(unit("office"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_half_way()
    async with ledger.read() as work:
        assert await work.units.all() == []


async def test_rows_can_be_used_after_the_block(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        await work.units.add(unit("office"))
        row = await work.units.get("office")
    assert row.name == "单位 office"
    assert row.created_at == NOW


async def test_a_reader_does_not_wait_for_a_writer(ledger: Ledger) -> None:
    async with ledger.begin() as writing:
        await writing.units.add(unit("office"))
        async with asyncio.timeout(2), ledger.read() as reading:
            assert await reading.units.all() == []


async def test_a_refused_row_is_named_without_its_values(ledger: Ledger) -> None:
    canary = rid()

    async def seal_to_a_stranger() -> None:
        async with ledger.begin() as work:
            await work.seeds.put("nowhere", 1, canary, b"sealed-canary")

    with pytest.raises(StorageError) as refused:
        await seal_to_a_stranger()
    shown = "".join(traceback.format_exception(refused.value))
    assert "sealed-canary" not in shown
    assert canary.hex() not in shown
    assert repr(canary)[2:-1] not in shown


async def test_a_database_without_tables_says_how_to_make_them(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(StorageUnavailable, match="xiansuo migrate"):
        async with Ledger(engine).read() as work:
            await work.units.all()
    await engine.dispose()


async def test_a_server_that_does_not_answer_is_unavailable() -> None:
    engine = make_engine("postgresql://postgres@127.0.0.1:1/nothing")
    with pytest.raises(StorageUnavailable):
        async with BotStore(engine).begin() as work:
            await work.meta.get("x")
    await engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_full_disk_is_unavailable_and_keeps_what_was_there(bot_store: BotStore, kind: str) -> None:
    event.listen(bot_store.engine.sync_engine, "begin", lambda opened: opened.exec_driver_sql(NO_MORE_PAGES))

    async def write(key: str, size: int) -> None:
        async with bot_store.begin() as work:
            await work.meta.put(key, secrets.token_bytes(size))

    await write("small", 10)
    with pytest.raises(StorageUnavailable):
        await write("large", 5_000_000)
    async with bot_store.read() as work:
        assert await work.meta.get("small") is not None
        assert await work.meta.get("large") is None


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_locked_database_is_unavailable(ledger_url: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database.BUSY_SECONDS", 0.2)
    engines = [make_engine(ledger_url), make_engine(ledger_url)]
    async with Ledger(engines[0]).begin():
        with pytest.raises(StorageUnavailable):
            async with Ledger(engines[1]).begin():
                pass
    for engine in engines:
        await engine.dispose()


async def test_a_row_lock_that_is_never_given_up_is_unavailable(
    ledger_url: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.BUSY_SECONDS", 0.2)
    monkeypatch.setattr("storage.unit_of_work.BUSY_SECONDS", 0.2)
    engine = make_engine(ledger_url)
    ledger = Ledger(engine)
    key = rid(32)
    async with ledger.begin() as work:
        await work.delays.lock(key, NOW)
    async with ledger.begin() as holding:
        await holding.delays.lock(key, NOW)
        with pytest.raises(StorageUnavailable):
            async with ledger.begin() as waiting:
                await waiting.delays.lock(key, NOW)
    await engine.dispose()


async def test_32_writers_at_once_all_get_their_turn(ledger: Ledger) -> None:
    async def write(number: int) -> None:
        async with ledger.begin() as work:
            await work.units.add(Unit(id=f"u{number}", name="单位", kind="receiving", created_at=NOW))

    await asyncio.gather(*(write(number) for number in range(32)))
    async with ledger.read() as work:
        assert len(await work.units.all()) == 32


async def test_two_engines_on_one_file_take_turns(ledger_url: str, kind: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/two.db" if kind == "sqlite" else ledger_url
    if kind == "sqlite":
        await upgrade(url, "ledger")
    engines = [make_engine(url), make_engine(url)]
    mark = rid(4).hex()

    async def write(engine_number: int, number: int) -> None:
        async with Ledger(engines[engine_number]).begin() as work:
            await work.units.add(unit(f"{mark}-{engine_number}-{number}"))

    await asyncio.gather(*(write(number % 2, number) for number in range(20)))
    async with Ledger(engines[0]).read() as work:
        assert sum(row.id.startswith(mark) for row in await work.units.all()) == 20
    for engine in engines:
        await engine.dispose()

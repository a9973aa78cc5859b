"""Every committed entry gets into exactly one block, sealed by one process at a time."""

import asyncio
from datetime import timedelta

import pytest

from kit.clock import hour_of
from storage.errors import StorageError
from storage.unit_of_work import Ledger, LedgerWork
from tests.storage.builders import NOW, add_lead, rid

pytestmark = pytest.mark.anyio


async def _record(ledger: Ledger, body: bytes = b"entry") -> bytes:
    entry_id = rid()
    async with ledger.begin() as work:
        await work.access.add(entry_id, body, "lead_viewed", NOW)
    return entry_id


async def _append(work: LedgerWork, height: int, entry_ids: list[bytes]) -> None:
    await work.blocks.append(height, b"header%d" % height, rid(32), rid(32), hour_of(NOW), entry_ids)


async def test_entries_wait_in_the_order_of_their_random_ids(ledger: Ledger) -> None:
    recorded = [await _record(ledger) for _ in range(6)]
    async with ledger.begin() as work:
        assert await work.blocks.lock()
        waiting = [entry.id for entry in await work.blocks.unsealed()]
    assert waiting == sorted(recorded)


async def test_an_entry_of_a_transaction_that_commits_late_is_not_lost(ledger: Ledger) -> None:
    if ledger.engine.dialect.name == "sqlite":
        assert await _seal_one(ledger, await _record(ledger)) == 1
        return
    async with ledger.begin() as late:
        entry_id = rid()
        await late.access.add(entry_id, b"late", "lead_viewed", NOW)
        early = await _record(ledger)
        assert await _seal_one(ledger, early) == 1
    assert await _seal_one(ledger, entry_id) == 2


async def test_a_block_gives_back_its_entries_in_their_places(ledger: Ledger) -> None:
    ids = [await _record(ledger, body) for body in (b"a", b"b", b"c")]
    async with ledger.begin() as work:
        await _append(work, 1, ids)
    async with ledger.read() as work:
        assert await work.blocks.entries_of(1) == [b"a", b"b", b"c"]
        assert await work.blocks.unsealed() == []
        place = await work.blocks.place_of(ids[2])
    assert place is not None
    assert (place.height, place.position) == (1, 2)


async def test_a_long_block_is_written_whole(ledger: Ledger) -> None:
    ids = [rid() for _ in range(1203)]
    async with ledger.begin() as work:
        for entry_id in ids:
            await work.access.add(entry_id, entry_id, "lead_viewed", NOW)
    async with ledger.begin() as work:
        await _append(work, 1, ids)
    async with ledger.read() as work:
        assert await work.blocks.entries_of(1) == ids


async def test_no_entry_is_sealed_twice(ledger: Ledger) -> None:
    entry_id = await _record(ledger)
    await _seal_one(ledger, entry_id)
    with pytest.raises(StorageError):
        async with ledger.begin() as work:
            await _append(work, 2, [entry_id])


async def test_an_entry_that_was_never_recorded_is_not_sealed(ledger: Ledger) -> None:
    with pytest.raises(StorageError, match="waiting"):
        async with ledger.begin() as work:
            await _append(work, 1, [rid()])
    async with ledger.read() as work:
        assert await work.blocks.height() == 0


async def test_a_height_is_taken_once(ledger: Ledger) -> None:
    first, second = await _record(ledger), await _record(ledger)
    await _seal_one(ledger, first)
    with pytest.raises(StorageError):
        async with ledger.begin() as work:
            await _append(work, 1, [second])


async def test_sealers_at_once_leave_no_entry_out_and_none_twice(ledger: Ledger) -> None:
    recorded = {await _record(ledger) for _ in range(20)}

    async def seal() -> None:
        for _ in range(4):
            async with ledger.begin() as work:
                if await work.blocks.lock():
                    entries = await work.blocks.unsealed(3)
                    if entries:
                        await _append(work, await work.blocks.height() + 1, [entry.id for entry in entries])

    await asyncio.gather(*(seal() for _ in range(6)))
    while True:
        async with ledger.begin() as work:
            left = await work.blocks.unsealed(100)
            if not left:
                break
            await _append(work, await work.blocks.height() + 1, [entry.id for entry in left])
    async with ledger.read() as work:
        assert await work.access.forgotten() == 0
        places = [await work.blocks.place_of(entry_id) for entry_id in recorded]
    assert None not in places


async def test_headers_come_after_a_height_lowest_first(ledger: Ledger) -> None:
    for _ in range(3):
        await _seal_one(ledger, await _record(ledger))
    async with ledger.read() as work:
        assert await work.blocks.headers(1) == [b"header2", b"header3"]
        assert await work.blocks.headers(0, limit=1) == [b"header1"]
        assert (await work.blocks.height(), await work.blocks.last_header()) == (3, b"header3")


async def test_an_empty_ledger_has_height_nought(ledger: Ledger) -> None:
    async with ledger.read() as work:
        assert (await work.blocks.height(), await work.blocks.last_header()) == (0, None)


async def test_a_proof_of_filing_is_kept_once(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        await work.blocks.acknowledge(lead_id, b"first", b"s", 1)
        await work.blocks.acknowledge(lead_id, b"second", b"s", 2)
        proof = await work.blocks.acknowledgement(lead_id)
    assert proof is not None
    assert proof.body == b"first"


async def _seal_one(ledger: Ledger, entry_id: bytes) -> int:
    async with ledger.begin() as work:
        height = await work.blocks.height() + 1
        assert entry_id in [entry.id for entry in await work.blocks.unsealed()]
        await _append(work, height, [entry_id])
    return height


async def test_how_many_entries_wait_and_since_when(ledger: Ledger) -> None:
    async with ledger.read() as work:
        assert await work.blocks.waiting() == (0, None)
    first = await _record(ledger)
    await _record(ledger)
    async with ledger.read() as work:
        assert await work.blocks.waiting() == (2, NOW)
    async with ledger.begin() as work:
        await _append(work, 1, [first])
        assert (await work.blocks.waiting())[0] == 1


async def test_the_height_of_an_hour_is_the_last_block_until_then(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        await _append(work, 1, [await _added(work)])
        hour = hour_of(NOW)
        assert await work.blocks.height_at(hour) == 1
        assert await work.blocks.height_at(hour - timedelta(hours=1)) == 0


async def _added(work: LedgerWork) -> bytes:
    entry_id = rid()
    await work.access.add(entry_id, b"entry", "lead_viewed", NOW)
    return entry_id

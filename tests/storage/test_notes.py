"""Notes and history of a lead come back oldest first."""

from datetime import timedelta

import pytest

from storage.lead_change import Step
from storage.tables.ledger import Note
from storage.unit_of_work import Ledger
from tests.storage.builders import NOW, add_lead, rid

pytestmark = pytest.mark.anyio


async def test_notes_come_oldest_first(ledger: Ledger) -> None:
    lead_id = await add_lead(ledger)
    async with ledger.begin() as work:
        for minutes in (5, 1):
            at = NOW + timedelta(minutes=minutes)
            await work.notes.add(
                Note(id=rid(), lead_id=lead_id, staff_id=rid(), kind="note", at=at, ciphertext=b"%d" % minutes)
            )
    async with ledger.read() as work:
        assert [note.ciphertext for note in await work.notes.of_lead(lead_id)] == [b"1", b"5"]


async def test_history_names_each_move(ledger: Ledger) -> None:
    lead_id, note_id = await add_lead(ledger), rid()
    async with ledger.begin() as work:
        await work.leads.change(lead_id, 1, {"state": "screening"}, Step("screened", NOW))
        await work.leads.change(lead_id, 2, {"level": "listed"}, Step("listed", NOW, note_id=note_id))
    async with ledger.read() as work:
        moves = [(line.from_state, line.to_state, line.note_id) for line in await work.notes.history(lead_id)]
    assert moves == [("received", "screening", None), ("screening", "screening", note_id)]


async def test_notes_are_found_by_their_ids(ledger: Ledger) -> None:
    lead_id, note_id = await add_lead(ledger), rid()
    async with ledger.begin() as work:
        for one in (note_id, rid()):
            await work.notes.add(Note(id=one, lead_id=lead_id, staff_id=rid(), kind="note", at=NOW, ciphertext=b"x"))
    async with ledger.read() as work:
        assert list(await work.notes.many([note_id, rid()])) == [note_id]
        assert await work.notes.many([]) == {}

"""Searching a unit's opened leads: their texts are decrypted in the request's memory, in batches, in a thread.

The statement builder of all lists decides which texts are read. Every hit that is shown is an entry of its lead, and
the words that were looked for are kept nowhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from admin import access
from admin.access import AccessKind
from admin.leads.indexing import opened_indexes
from admin.leads.traces import numbers_in, plain
from storage.errors import BadInput, SealBroken
from storage.lead_index import Coverage, TextRow
from storage.queue_shapes import Cursor, QueueRow
from storage.unit_of_work import Ledger
from storage.vault.index import UnitIndex

if TYPE_CHECKING:
    from admin.signed import Signed

PAGE_SIZE: Final = 50
BATCH: Final = 500
MOST_TYPED: Final = 60
MOST_WORDS: Final = 5
Indexes = Mapping[int, UnitIndex]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, newest lead first. `closed` texts did not open: their index key or seal is not at hand."""

    rows: tuple[QueueRow, ...]
    older: Cursor | None
    coverage: Coverage
    closed: int


def words_of(typed: str) -> tuple[bytes, ...]:
    """What a text must hold, all of it; raises `BadInput` for less than two characters or far too much.

    A phone or plate is one word however it is spaced.
    """
    if len(typed) > MOST_TYPED:
        raise BadInput("search.error_long", count=MOST_TYPED)
    number = next(iter(numbers_in(typed)), None)
    whole = plain(typed)
    words = [whole] if number and plain(number.value) == whole else [plain(part) for part in typed.split()]
    words = [word for word in words if word][:MOST_WORDS]
    if max(map(len, words), default=0) < 2:
        raise BadInput("search.error_short")
    return tuple(word.encode() for word in words)


async def find(ledger: Ledger, signed: Signed, words: Sequence[bytes], start: Cursor | None = None) -> Found:
    """The next page of the member's leads that hold all words, and what can be said about those not searched."""
    units = signed.member.units
    hits: dict[bytes, Cursor] = {}
    closed, more = 0, False
    for unit in units:
        searched = await _find_in(ledger, signed, unit, words, start)
        hits |= {row.lead_id: row.cursor for row in searched.hits}
        closed, more = closed + searched.closed, more or searched.more
    places = sorted(hits.values(), key=lambda place: (place.key, place.lead_id), reverse=True)
    shown, more = places[:PAGE_SIZE], more or len(places) > PAGE_SIZE
    async with ledger.begin() as work:
        rows = await work.queue.chosen(units, signed.member.staff_id, [place.lead_id for place in shown])
        coverage = await work.lead_index.coverage(units, signed.member.staff_id)
        await access.record(work, AccessKind.SEARCHED, signed, details=str(len(rows)))
        await access.record_each(work, AccessKind.SEARCH_HIT, signed, (row.lead_id for row in rows))
    return Found(tuple(rows), shown[-1] if more and shown else None, coverage, closed)


@dataclass(frozen=True, slots=True)
class _Searched:
    hits: list[TextRow]
    closed: int
    more: bool


async def _find_in(
    ledger: Ledger, signed: Signed, unit: str, words: Sequence[bytes], start: Cursor | None
) -> _Searched:
    """Reads on from `start` until a page is full; the database reads the next batch while this one is decrypted."""
    async with ledger.begin() as work:
        indexes = {index.epoch: index for index in await opened_indexes(work, signed, unit)}
    hits: list[TextRow] = []
    closed = 0
    batch = await _batch(ledger, signed, unit, start)
    while batch and len(hits) <= PAGE_SIZE:
        matched = asyncio.to_thread(matching, indexes, batch, words)
        (found, left), batch = await asyncio.gather(matched, _batch(ledger, signed, unit, batch[-1].cursor))
        hits, closed = hits + found, closed + left
    return _Searched(hits[:PAGE_SIZE], closed, len(hits) > PAGE_SIZE)


async def _batch(ledger: Ledger, signed: Signed, unit: str, start: Cursor | None) -> list[TextRow]:
    async with ledger.read() as work:
        return await work.lead_index.page(unit, signed.member.staff_id, start, BATCH)


def matching(indexes: Indexes, batch: Sequence[TextRow], words: Sequence[bytes]) -> tuple[list[TextRow], int]:
    """The rows whose text holds all words, and how many texts did not open."""
    hits, closed = [], 0
    for row in batch:
        if row.sealed is None or row.epoch is None:
            continue
        index = indexes.get(row.epoch)
        try:
            if index is None:
                raise SealBroken("no index key of this epoch is at hand")
            text = index.open_text(row.lead_id, row.sealed).reveal()
        except SealBroken:
            closed += 1
            continue
        if all(word in text for word in words):
            hits.append(row)
    return hits, closed

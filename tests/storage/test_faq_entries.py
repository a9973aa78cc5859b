"""Edits of the questions and answers: every act is kept, and nobody overwrites another."""

import asyncio
from datetime import UTC, datetime

import pytest

from storage.errors import AlreadyDone, StaleVersion
from storage.faq_entries import FaqChange
from storage.unit_of_work import Ledger

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
EDITOR = b"e" * 16


def change(body: str | None, entry_id: str = "report_anon") -> FaqChange:
    return FaqChange(entry_id, body, "{}", "edited", EDITOR)


async def save(ledger: Ledger, body: str | None, based_on: int, entry_id: str = "report_anon") -> None:
    async with ledger.begin() as work:
        await work.faq_entries.save(change(body, entry_id), based_on, await work.faq_entries.serial(), NOON)


async def test_the_newest_revision_of_each_entry_holds(ledger: Ledger) -> None:
    await save(ledger, "one", 0)
    await save(ledger, "other", 0, "report_how")
    await save(ledger, "two", 1)
    async with ledger.read() as work:
        assert [(row.entry_id, row.body) for row in await work.faq_entries.current()] == [
            ("report_anon", "two"),
            ("report_how", "other"),
        ]


async def test_the_history_forgets_nothing(ledger: Ledger) -> None:
    for number, body in enumerate(("one", None, "three")):
        await save(ledger, body, number)
    async with ledger.read() as work:
        kept = [(row.number, row.body) for row in await work.faq_entries.history("report_anon")]
    assert kept == [(3, "three"), (2, None), (1, "one")]


async def test_an_entry_changed_meanwhile_is_not_overwritten(ledger: Ledger) -> None:
    await save(ledger, "one", 0)
    with pytest.raises(StaleVersion):
        await save(ledger, "mine", 0)


async def test_who_checked_against_older_entries_must_look_again(ledger: Ledger) -> None:
    await save(ledger, "one", 0)
    with pytest.raises(AlreadyDone):
        async with ledger.begin() as work:
            await work.faq_entries.save(change("same alias", "report_how"), 0, 0, NOON)


async def test_of_two_editors_at_one_instant_one_must_look_again(ledger: Ledger) -> None:
    async def act(entry_id: str) -> None:
        async with ledger.begin() as work:
            await work.faq_entries.save(change("same alias", entry_id), 0, 0, NOON)

    ended = await asyncio.gather(act("report_anon"), act("report_how"), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["AlreadyDone", "NoneType"]

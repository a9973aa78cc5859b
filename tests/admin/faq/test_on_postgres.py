"""Editing and listing on PostgreSQL, where several may act at one instant."""

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from admin.faq import book as books
from admin.faq import editing
from admin.faq.editing import Edit
from admin.faq.merge import plain
from admin.setup.founding import found
from faq import corpus
from faq.corpus import shipped
from kit import clock
from storage.faq_questions import Votes
from storage.migrate import upgrade
from tests.admin.offices import plan, services_in

pytestmark = [pytest.mark.anyio, pytest.mark.needs_postgres]


async def test_edits_at_one_instant_all_hold_and_one_wording_goes_to_one_entry(
    tmp_path: Path, fresh_postgres_url: str
) -> None:
    await upgrade(fresh_postgres_url, "ledger")
    async with services_in(tmp_path, admin_database_url=fresh_postgres_url) as services:
        signed = await (await found(services, plan(), clock.now())).acting(services, "wang")
        entries = shipped().entries[:3]
        edits = [Edit(one.id, plain(replace(one, answer=f"{one.id}。")), 0) for one in entries]
        await asyncio.gather(*(editing.save(services, signed, edit) for edit in edits))
        book = await books.opened(services)
        assert [book.corpus[one.id].answer for one in entries] == [f"{one.id}。" for one in entries]
        wording = "同一时刻抢同一个问法"
        ended = await asyncio.gather(
            *(editing.add_alias(services, signed, one.id, wording) for one in entries), return_exceptions=True
        )
        assert sorted(type(one).__name__ for one in ended) == ["EntryRefused", "EntryRefused", "NoneType"]
        merged = (await books.opened(services)).corpus
        assert [wording in merged[one.id].aliases for one in entries].count(True) == 1
        assert corpus.loads(merged.to_json()) == merged


async def test_questions_and_votes_are_kept_summed_and_pruned(tmp_path: Path, fresh_postgres_url: str) -> None:
    await upgrade(fresh_postgres_url, "ledger")
    async with services_in(tmp_path, admin_database_url=fresh_postgres_url) as services:
        async with services.ledger.begin() as work:
            await work.faq_questions.add(b"q" * 16, "食堂几点开饭", "unanswered", "", date(2026, 11, 1))
            for bot in (b"a" * 16, b"b" * 16):
                await work.faq_questions.put_votes(bot, "report_anon", date(2026, 11, 20), Votes(2, 1))
        async with services.ledger.begin() as work:
            assert await work.faq_questions.votes() == {"report_anon": Votes(4, 2)}
            assert await work.faq_questions.prune(date(2026, 11, 10)) == 1
            assert await work.faq_questions.newest() == []

"""Questions asked in vain and votes, on both hosts."""

from datetime import date, timedelta

import pytest

from storage.faq_asked import Asked
from storage.faq_questions import Votes
from storage.unit_of_work import BotStore, Ledger

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 22)
WEEK = date(2026, 11, 16)
BOT = b"b" * 16


def mac(text: str) -> bytes:
    return text.encode().ljust(32, b".")


async def test_a_question_sent_twice_is_kept_once(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        kept = [await work.faq_questions.add(b"q" * 16, "能打12345吗", "unanswered", "", TODAY) for _ in range(2)]
        assert (kept, len(await work.faq_questions.newest())) == ([True, False], 1)


async def test_settling_a_text_erases_all_its_askings(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        for number in range(3):
            await work.faq_questions.add(bytes([number]) * 16, "同一句", "unanswered", "", TODAY)
        assert await work.faq_questions.settle("同一句") == 3
        assert await work.faq_questions.newest() == []


async def test_a_count_sent_again_replaces_itself_and_hosts_add_up(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        for bot, votes in ((BOT, Votes(1, 0)), (BOT, Votes(2, 1)), (b"c" * 16, Votes(1, 1))):
            await work.faq_questions.put_votes(bot, "report_anon", TODAY, votes)
        assert await work.faq_questions.votes() == {"report_anon": Votes(3, 2)}


async def test_what_is_older_than_the_day_goes(ledger: Ledger) -> None:
    async with ledger.begin() as work:
        for age in (0, 31):
            day = TODAY - timedelta(days=age)
            await work.faq_questions.add(bytes([age]) * 16, f"问题{age}", "unanswered", "", day)
            await work.faq_questions.put_votes(BOT, f"entry{age}", day, Votes(1, 0))
        assert await work.faq_questions.prune(TODAY - timedelta(days=30)) == 2
        assert [one.text for one in await work.faq_questions.newest()] == ["问题0"]


async def test_conversations_are_counted_once_each_under_any_of_their_names(bot_store: BotStore) -> None:
    async with bot_store.begin() as work:
        asked = work.faq_asked
        assert await asked.mark(mac("text"), [mac("a")], WEEK) == 1
        assert await asked.mark(mac("text"), [mac("a")], WEEK) == 0
        assert await asked.mark(mac("text"), [mac("a today"), mac("a")], WEEK) == 0
        assert await asked.mark(mac("text"), [mac("b")], WEEK) == 2
        assert await asked.mark(mac("another"), [mac("b")], WEEK) == 1


async def test_a_vote_that_comes_while_the_count_travels_is_sent_later(bot_store: BotStore) -> None:
    async with bot_store.begin() as work:
        await work.faq_asked.vote("report_anon", TODAY, True)
        travelling = await work.faq_asked.uncounted(10)
    async with bot_store.begin() as work:
        await work.faq_asked.vote("report_anon", TODAY, False)
    async with bot_store.begin() as work:
        await work.faq_asked.arrived([], travelling)
        (waiting,) = await work.faq_asked.uncounted(10)
        assert (waiting.helped, waiting.unhelped) == (1, 1)
        await work.faq_asked.arrived([], [waiting])
        assert await work.faq_asked.uncounted(10) == []


async def test_a_question_leaves_the_outbox_when_it_has_arrived(bot_store: BotStore) -> None:
    asked = Asked(b"q" * 16, "能打12345吗", "unanswered", "", TODAY)
    async with bot_store.begin() as work:
        await work.faq_asked.tell(asked)
        await work.faq_asked.tell(asked)
        assert await work.faq_asked.untold(10) == [asked]
        await work.faq_asked.arrived([asked], [])
        assert await work.faq_asked.untold(10) == []


async def test_marks_of_a_past_week_and_old_days_go(bot_store: BotStore) -> None:
    async with bot_store.begin() as work:
        await work.faq_asked.mark(mac("text"), [mac("a")], WEEK - timedelta(days=7))
        await work.faq_asked.mark(mac("text"), [mac("b")], WEEK)
        await work.faq_asked.tell(Asked(b"q" * 16, "旧", "unanswered", "", TODAY - timedelta(days=31)))
        await work.faq_asked.vote("report_anon", TODAY - timedelta(days=31), True)
        assert await work.faq_asked.prune(WEEK, TODAY - timedelta(days=30)) == 3
        assert await work.faq_asked.mark(mac("text"), [mac("c")], WEEK) == 2

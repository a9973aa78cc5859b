"""Questions asked in vain: only a MAC until three conversations of a week asked the same; then text and day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.asked import UNANSWERED, UNHELPFUL, AskedInVainCounter
from kit.runtime_store import FolderStore, RuntimeStoreUnavailable
from storage.faq_asked import Asked
from storage.unit_of_work import BotStore

pytestmark = pytest.mark.anyio
MONDAY = datetime(2026, 11, 16, 4, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
TEXT = "食堂几点开饭"


@pytest.fixture
def counter(store: BotStore, tmp_path: Path) -> AskedInVainCounter:
    return AskedInVainCounter(store, FolderStore(tmp_path / "run"), ZONE)


def who(name: str) -> list[bytes]:
    return [name.encode().ljust(32, b".")]


async def waiting(store: BotStore) -> list[Asked]:
    async with store.read() as work:
        return await work.faq_asked.untold(10)


async def ask(counter: AskedInVainCounter, name: str, text: str = TEXT, now: datetime = MONDAY) -> None:
    await counter.question(text, UNANSWERED, "", who(name), now)


async def test_the_third_conversation_makes_it_known_with_the_day_only(
    counter: AskedInVainCounter, store: BotStore
) -> None:
    for name in "ab":
        await ask(counter, name)
    assert await waiting(store) == []
    await ask(counter, "c", now=MONDAY + timedelta(days=2, hours=3))
    (told,) = await waiting(store)
    assert (told.text, told.kind, told.entry_id, str(told.day)) == (TEXT, UNANSWERED, "", "2026-11-18")


async def test_one_conversation_may_ask_as_often_as_it_likes(counter: AskedInVainCounter, store: BotStore) -> None:
    for _ in range(9):
        await ask(counter, "a")
    await ask(counter, "b")
    assert await waiting(store) == []


async def test_a_conversation_known_by_yesterdays_name_counts_once(
    counter: AskedInVainCounter, store: BotStore
) -> None:
    await ask(counter, "a")
    await ask(counter, "b")
    await counter.question(TEXT, UNANSWERED, "", [*who("a today"), *who("a")], MONDAY)
    assert await waiting(store) == []


async def test_the_same_question_in_other_fillers_and_signs_is_the_same(
    counter: AskedInVainCounter, store: BotStore
) -> None:
    for name, text in (("a", "请问食堂几点开饭？"), ("b", "食堂几点开饭啊！！"), ("c", "  食堂，几点 开饭 ")):
        await ask(counter, name, text)
    assert [one.text for one in await waiting(store)] == [TEXT]


async def test_before_that_no_file_holds_the_text(counter: AskedInVainCounter, store: BotStore, tmp_path: Path) -> None:
    for name in "ab":
        await ask(counter, name)
    for file in tmp_path.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert TEXT.encode() not in content
        assert who("a")[0] not in content


async def test_two_in_one_week_and_one_in_the_next_are_not_three(counter: AskedInVainCounter, store: BotStore) -> None:
    for name in "ab":
        await ask(counter, name)
    await ask(counter, "c", now=MONDAY + timedelta(days=7))
    assert await waiting(store) == []


@pytest.mark.parametrize("text", ["我电话13800000000怎么办", "身份证11010519491231002X", "啊？", "太长" * 40])
async def test_what_may_not_be_told_is_not_even_counted(
    counter: AskedInVainCounter, store: BotStore, text: str
) -> None:
    for name in "abcd":
        await ask(counter, name, text)
    assert await waiting(store) == []
    async with store.read() as work:
        assert await work.faq_asked.uncounted(10) == []


async def test_a_fourth_asking_tells_nothing_more_once_the_third_has_arrived(
    counter: AskedInVainCounter, store: BotStore
) -> None:
    for name in "abc":
        await ask(counter, name)
    async with store.begin() as work:
        await work.faq_asked.arrived(await work.faq_asked.untold(10), [])
    for name in "de":
        await ask(counter, name)
    assert await waiting(store) == []


async def test_an_unhelpful_answer_is_counted_apart_with_its_entry(
    counter: AskedInVainCounter, store: BotStore
) -> None:
    for name in "ab":
        await ask(counter, name)
    for name in "cde":
        await counter.question(TEXT, UNHELPFUL, "report_anon", who(name), MONDAY)
    assert [(one.kind, one.entry_id) for one in await waiting(store)] == [(UNHELPFUL, "report_anon")]


async def test_votes_count_once_a_conversation_and_entry(counter: AskedInVainCounter, store: BotStore) -> None:
    for name, helped in (("a", True), ("a", True), ("a", False), ("b", False), ("c", True)):
        await counter.vote("report_anon", helped, who(name), MONDAY)
    async with store.read() as work:
        (votes,) = await work.faq_asked.uncounted(10)
    assert (votes.helped, votes.unhelped) == (2, 1)


class Gone(FolderStore):
    async def weekly_key(self, day: object) -> bytes:
        raise RuntimeStoreUnavailable("gone")


async def test_a_store_that_fails_harms_no_conversation(store: BotStore, tmp_path: Path) -> None:
    counter = AskedInVainCounter(store, Gone(tmp_path / "run"), ZONE)
    await ask(counter, "a")
    await counter.vote("report_anon", True, who("a"), MONDAY)

"""Conversations on disk: sealed, versioned, ended after a day."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.dialog.session import Answer, Session
from bot.kept import Kept
from bot.session_keys import SessionKey
from bot.session_store import SessionStore
from storage.errors import AlreadyDone, TooLong
from storage.unit_of_work import BotStore
from storage.vault.secret import SecretBytes

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
STORY = "只有我知道的故事"


def key() -> SessionKey:
    return SessionKey.from_cookie(SecretBytes.random())


def told(text: str = STORY) -> Kept:
    return Kept(Session(place="what").with_answer("what", Answer("given", texts=(text,))))


@pytest.fixture
def sessions(store: BotStore) -> SessionStore:
    return SessionStore(store)


async def save(sessions: SessionStore, keys: list[SessionKey], kept: Kept, now: datetime = NOW) -> bool:
    return await sessions.save(keys, kept, await sessions.load(keys, now), now)


async def test_what_was_kept_is_found_again(sessions: SessionStore) -> None:
    mine = [key()]
    assert await save(sessions, mine, told())
    assert (await sessions.load(mine, NOW)).kept == told()


async def test_another_key_finds_nothing(sessions: SessionStore) -> None:
    await save(sessions, [key()], told())
    assert (await sessions.load([key()], NOW)).kept == Kept()


async def test_nothing_typed_is_readable_on_disk(sessions: SessionStore, tmp_path: Path) -> None:
    await save(sessions, [key()], told())
    for file in tmp_path.glob("bot.db*"):
        assert STORY.encode() not in file.read_bytes()


async def test_of_two_who_opened_the_same_version_the_slower_is_told(sessions: SessionStore) -> None:
    mine = [key()]
    await save(sessions, mine, told())
    opened = await sessions.load(mine, NOW)
    assert await sessions.save(mine, told("甲"), opened, NOW)
    assert not await sessions.save(mine, told("乙"), opened, NOW)
    assert (await sessions.load(mine, NOW)).kept == told("甲")


async def test_of_many_first_saves_at_one_instant_one_wins(sessions: SessionStore) -> None:
    mine = [key()]
    opened = await sessions.load(mine, NOW)
    saved = await asyncio.gather(*(sessions.save(mine, told(), opened, NOW) for _ in range(6)))
    assert sorted(saved) == [False] * 5 + [True]


async def test_after_a_day_it_is_gone(sessions: SessionStore) -> None:
    mine = [key()]
    await save(sessions, mine, told())
    assert (await sessions.load(mine, NOW + timedelta(hours=23))).kept == told()
    assert (await sessions.load(mine, NOW + timedelta(hours=25))).kept == Kept()


async def test_a_draft_under_yesterdays_key_moves_to_todays(sessions: SessionStore) -> None:
    today, yesterday = key(), key()
    await save(sessions, [yesterday], told())
    assert await save(sessions, [today, yesterday], told("续"))
    assert (await sessions.load([today], NOW)).kept == told("续")
    assert (await sessions.load([yesterday], NOW)).kept == Kept()


async def test_a_message_is_answered_once(sessions: SessionStore) -> None:
    mine = [key()]
    await sessions.save(mine, told("甲"), await sessions.load(mine, NOW), NOW, "update-7")
    with pytest.raises(AlreadyDone):
        await sessions.save(mine, told("乙"), await sessions.load(mine, NOW), NOW, "update-7")
    assert (await sessions.load(mine, NOW)).kept == told("甲")
    assert await sessions.save(mine, told("丙"), await sessions.load(mine, NOW), NOW, "update-8")


async def test_midnight_makes_a_message_no_other(sessions: SessionStore) -> None:
    first, second, third = key(), key(), key()
    await sessions.save([second, first], told(), await sessions.load([second, first], NOW), NOW, "update-7")
    with pytest.raises(AlreadyDone):
        await sessions.save([third, second], told(), await sessions.load([third, second], NOW), NOW, "update-7")


async def test_wiping_leaves_nothing(sessions: SessionStore) -> None:
    mine = [key()]
    await save(sessions, mine, told())
    await sessions.erase(mine)
    assert (await sessions.load(mine, NOW)).kept == Kept()


async def test_a_row_written_by_somebody_else_counts_as_none(sessions: SessionStore, store: BotStore) -> None:
    mine = key()
    async with store.begin() as work:
        await work.drafts.save(mine.row, b"\x01\x01garbage", 0, NOW + timedelta(hours=1), NOW)
    assert (await sessions.load([mine], NOW)).kept == Kept()


async def test_more_than_a_draft_holds_is_refused_by_name(sessions: SessionStore) -> None:
    with pytest.raises(TooLong):
        await save(sessions, [key()], told("长" * 500_000))

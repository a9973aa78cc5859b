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


def _text(kept: Kept) -> str:
    answer = kept.session.answers.get("what")
    return answer.texts[0] if answer else ""


def told(text: str = STORY) -> Kept:
    return Kept(Session(place="what").with_answer("what", Answer("given", texts=(text,))))


@pytest.fixture
def sessions(store: BotStore) -> SessionStore:
    return SessionStore(store)


async def save(
    sessions: SessionStore, keys: list[SessionKey], kept: Kept, now: datetime = NOW, once: str = ""
) -> bool:
    return await sessions.change(keys, lambda _: kept, now, once)


async def test_what_was_kept_is_found_again(sessions: SessionStore) -> None:
    mine = [key()]
    assert await save(sessions, mine, told())
    assert await sessions.load(mine, NOW) == told()


async def test_another_key_finds_nothing(sessions: SessionStore) -> None:
    await save(sessions, [key()], told())
    assert await sessions.load([key()], NOW) == Kept()


async def test_nothing_typed_is_readable_on_disk(sessions: SessionStore, tmp_path: Path) -> None:
    await save(sessions, [key()], told())
    for file in tmp_path.glob("bot.db*"):
        assert STORY.encode() not in file.read_bytes()


async def test_of_many_changes_at_one_instant_none_is_lost(sessions: SessionStore) -> None:
    mine = [key()]

    async def add(letter: str) -> bool:
        return await sessions.change(mine, lambda before: told(_text(before) + letter), NOW)

    assert all(await asyncio.gather(*(add(letter) for letter in "甲乙丙丁戊己")))
    assert sorted(_text(await sessions.load(mine, NOW))) == sorted("甲乙丙丁戊己")


async def test_a_step_that_fails_keeps_what_was_there(sessions: SessionStore) -> None:
    mine = [key()]
    await save(sessions, mine, told("甲"))

    def fails(before: Kept) -> Kept:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await sessions.change(mine, fails, NOW, "update-7")
    assert await save(sessions, mine, told("乙"), once="update-7")


async def test_after_a_day_it_is_gone(sessions: SessionStore) -> None:
    mine = [key()]
    await save(sessions, mine, told())
    assert await sessions.load(mine, NOW + timedelta(hours=23)) == told()
    assert await sessions.load(mine, NOW + timedelta(hours=25)) == Kept()


async def test_a_draft_under_yesterdays_key_moves_to_todays(sessions: SessionStore) -> None:
    today, yesterday = key(), key()
    await save(sessions, [yesterday], told())
    assert await save(sessions, [today, yesterday], told("续"))
    assert await sessions.load([today], NOW) == told("续")
    assert await sessions.load([yesterday], NOW) == Kept()


async def test_a_message_is_answered_once(sessions: SessionStore) -> None:
    mine = [key()]
    await save(sessions, mine, told("甲"), once="update-7")
    with pytest.raises(AlreadyDone):
        await save(sessions, mine, told("乙"), once="update-7")
    assert await sessions.load(mine, NOW) == told("甲")
    assert await save(sessions, mine, told("丙"), once="update-8")


async def test_midnight_makes_a_message_no_other(sessions: SessionStore) -> None:
    first, second, third = key(), key(), key()
    await save(sessions, [second, first], told(), once="update-7")
    with pytest.raises(AlreadyDone):
        await save(sessions, [third, second], told(), once="update-7")


async def test_wiping_leaves_nothing(sessions: SessionStore) -> None:
    mine = [key()]
    await save(sessions, mine, told())
    await sessions.erase(mine)
    assert await sessions.load(mine, NOW) == Kept()


async def test_a_row_written_by_somebody_else_counts_as_none(sessions: SessionStore, store: BotStore) -> None:
    mine = key()
    async with store.begin() as work:
        await work.drafts.save(mine.row, b"\x01\x01garbage", 0, NOW + timedelta(hours=1), NOW)
    assert await sessions.load([mine], NOW) == Kept()


async def test_more_than_a_draft_holds_is_refused_by_name(sessions: SessionStore) -> None:
    with pytest.raises(TooLong):
        await save(sessions, [key()], told("长" * 500_000))

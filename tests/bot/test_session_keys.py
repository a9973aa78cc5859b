"""Which key seals whose conversation."""

from datetime import date

import pytest

from bot.session_keys import SessionKey, chat_keys
from kit.runtime_store.folder import FolderStore
from storage.vault.secret import SecretBytes

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 2)


def test_a_cookie_gives_always_the_same_row_and_key() -> None:
    cookie = SecretBytes(b"c" * 32)
    one, two = SessionKey.from_cookie(cookie), SessionKey.from_cookie(cookie)
    assert one.row == two.row
    assert one.key.reveal() == two.key.reveal()


def test_row_and_key_tell_nothing_of_each_other_or_of_the_cookie() -> None:
    made = SessionKey.from_cookie(SecretBytes(b"c" * 32))
    assert len({made.row, made.key.reveal(), b"c" * 32}) == 3


def test_the_same_chat_id_on_two_channels_is_two_conversations() -> None:
    daily = b"d" * 32
    assert SessionKey.from_chat(daily, "telegram", "7").row != SessionKey.from_chat(daily, "wechat", "7").row


async def test_a_chat_has_todays_key_and_yesterdays(tmp_path: object) -> None:
    store = FolderStore(tmp_path)  # type: ignore[arg-type]
    newest, older = await chat_keys(store, TODAY, "telegram", "7")
    assert newest.row == SessionKey.from_chat(await store.daily_key(TODAY), "telegram", "7").row
    assert newest.row != older.row


async def test_without_the_daily_key_a_guessed_chat_id_finds_no_row(tmp_path: object) -> None:
    here, elsewhere = FolderStore(tmp_path / "a"), FolderStore(tmp_path / "b")  # type: ignore[operator]
    mine = await chat_keys(here, TODAY, "telegram", "7")
    theirs = await chat_keys(elsewhere, TODAY, "telegram", "7")
    assert not {key.row for key in mine} & {key.row for key in theirs}


def test_a_key_does_not_print() -> None:
    assert "63" * 32 not in repr(SessionKey.from_cookie(SecretBytes(b"c" * 32)))

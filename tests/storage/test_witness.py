"""What the bot host remembers: headers, notices, single values, the corpus."""

from datetime import timedelta

import pytest

from storage.errors import AlreadyDone
from storage.unit_of_work import BotStore
from tests.storage.builders import NOW, TODAY, rid

pytestmark = pytest.mark.anyio


async def test_a_height_is_witnessed_once(bot_store: BotStore) -> None:
    async with bot_store.begin() as work:
        await work.block_headers.add(1, b"one", rid(32))
        with pytest.raises(AlreadyDone):
            await work.block_headers.add(1, b"another", rid(32))
        await work.block_headers.add(2, b"two", rid(32))
        assert await work.block_headers.last() == b"two"
        first = await work.block_headers.at(1)
    assert first is not None
    assert first.header == b"one"


async def test_nothing_was_witnessed_at_first(bot_store: BotStore) -> None:
    async with bot_store.read() as work:
        assert await work.block_headers.last() is None


async def test_a_notice_is_found_by_its_id_until_erased(bot_store: BotStore) -> None:
    kept, old = rid(), rid()
    async with bot_store.begin() as work:
        await work.notices.add(kept, b"sealed", TODAY)
        await work.notices.add(old, b"sealed", TODAY - timedelta(days=400))
        assert await work.notices.prune(TODAY - timedelta(days=365)) == 1
        assert await work.notices.get(kept) == b"sealed"
        assert await work.notices.erase(kept)
        assert await work.notices.get(kept) is None
        assert await work.notices.get(old) is None


async def test_a_value_is_replaced_or_kept_as_asked(bot_store: BotStore) -> None:
    async with bot_store.begin() as work:
        await work.meta.put("alarm", b"1")
        await work.meta.put("alarm", b"2")
        assert await work.meta.put_once("id", b"first") == b"first"
        assert await work.meta.put_once("id", b"second") == b"first"
    async with bot_store.read() as work:
        assert await work.meta.get("alarm") == b"2"
        assert await work.meta.get("nothing") is None


async def test_only_the_newest_corpus_is_kept(bot_store: BotStore) -> None:
    async with bot_store.begin() as work:
        assert await work.corpus.newest() is None
        await work.corpus.keep("a", b"old", NOW)
        await work.corpus.keep("b", b"new", NOW)
        newest = await work.corpus.newest()
    assert newest is not None
    assert (newest.etag, newest.body) == ("b", b"new")

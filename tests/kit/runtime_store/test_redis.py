import shutil
import subprocess
from datetime import date
from pathlib import Path

import anyio
import pytest
import redis

from kit.runtime_store import RuntimeStoreUnavailable
from kit.runtime_store.redis import RedisStore

pytestmark = [pytest.mark.anyio, pytest.mark.needs_redis]


async def answering(store: RedisStore) -> None:
    """Returns when the server has come up; the test's own time limit ends a server that never does."""
    while True:
        try:
            await store.get("name")
        except RuntimeStoreUnavailable:
            await anyio.sleep(0.02)
        else:
            return


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url)


async def test_everything_kept_has_an_end(redis_url: str, redis_kind: str, client: redis.Redis) -> None:
    store = RedisStore(redis_url, redis_kind)
    await store.put("name", b"value", 60)
    await store.budget("n", 5, 60)
    await store.daily_key(date(2026, 11, 22))
    names = list(client.scan_iter(f"xiansuo:{redis_kind}:*"))
    assert len(names) == 3
    assert all(0 < client.ttl(name) <= 2 * 24 * 3600 for name in names)
    await store.close()
    client.close()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--save", "", "--appendonly", "no"], True),
        (["--save", "3600 1", "--appendonly", "no"], False),
        (["--save", "", "--appendonly", "yes"], False),
        (["--save", "", "--appendonly", "no", "--rename-command", "CONFIG", ""], False),
    ],
)
@pytest.mark.skipif(shutil.which("redis-server") is None, reason="starts a redis-server of its own")
async def test_only_a_server_that_writes_nothing_is_memory_backed(
    tmp_path: Path, options: list[str], expected: bool
) -> None:
    socket = tmp_path / "s"
    server = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(socket), "--dir", str(tmp_path), *options],
        stdout=subprocess.DEVNULL,
    )
    store = RedisStore(f"unix://{socket}", "test")
    try:
        await answering(store)
        assert await store.memory_backed() is expected
    finally:
        await store.close()
        server.terminate()
        server.wait()


async def test_a_redis_that_does_not_answer_is_named_without_its_password() -> None:
    store = RedisStore("redis://:canary-4711@127.0.0.1:1/0", "test")
    with pytest.raises(RuntimeStoreUnavailable, match="XIANSUO_RUNTIME_URL") as caught:
        await store.get("name")
    assert "canary" not in str(caught.value)
    assert caught.value.__suppress_context__
    await store.close()

"""The runtime store where one kind of process runs on several machines: a Redis without persistence.

Daily keys are the fields of one hash, which never holds more than three and goes two days after the last was made;
the weekly key lies in another, which goes after eight.
"""

import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import redis.asyncio
from redis.exceptions import RedisError, ResponseError

from kit import clock
from kit.runtime_store.protocol import (
    DAY_KEY_BYTES,
    DAY_KEY_SECONDS,
    WEEK_KEY_SECONDS,
    RuntimeStoreUnavailable,
    monday_of,
)

TIMEOUT_SECONDS = 3


class RedisStore:
    """Keeps the promise of `RuntimeStore` for all processes that name the same Redis and kind."""

    def __init__(self, url: str, kind: str) -> None:
        """Connects at the first call, not here. `kind` keeps bot and admin apart in one Redis."""
        self._client: redis.asyncio.Redis = redis.asyncio.Redis.from_url(
            url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, decode_responses=False
        )
        self._prefix = f"xiansuo:{kind}:"
        self._days = f"{self._prefix}days"
        self._weeks = f"{self._prefix}weeks"

    async def daily_key(self, day: date) -> bytes:
        return await self._key(self._days, day, timedelta(days=1), DAY_KEY_SECONDS)

    async def weekly_key(self, day: date) -> bytes:
        return await self._key(self._weeks, monday_of(day), timedelta(), WEEK_KEY_SECONDS)

    async def _key(self, name: str, day: date, kept: timedelta, seconds: int) -> bytes:
        async with self._answering() as client:
            keys = await self._keys(client, name)
            newest = max([*keys, day])
            if day < newest - kept:
                raise LookupError("that key is erased")
            if day not in keys:
                # Of several that come first at once, one writes and all read it back.
                if await client.hsetnx(name, day.isoformat(), secrets.token_bytes(DAY_KEY_BYTES)):
                    await client.expire(name, seconds)
                    await self._erase_before(client, name, newest - kept)
                keys = await self._keys(client, name)
        if len(keys.get(day, b"")) != DAY_KEY_BYTES:
            raise RuntimeStoreUnavailable("the runtime store lost a key: give the Redis more memory")
        return keys[day]

    async def put(self, key: str, value: bytes, seconds: int) -> None:
        async with self._answering() as client:
            await client.set(self._value_name(key), value, ex=seconds)

    async def get(self, key: str) -> bytes | None:
        async with self._answering() as client:
            return _bytes_or_none(await client.get(self._value_name(key)))

    async def pop(self, key: str) -> bytes | None:
        async with self._answering() as client:
            return _bytes_or_none(await client.getdel(self._value_name(key)))

    async def budget(self, name: str, limit: int, window_seconds: int) -> bool:
        if limit <= 0:
            return False
        counter = self._counter(name, window_seconds)
        async with self._answering() as client, client.pipeline(transaction=True) as steps:
            steps.incr(counter)
            steps.expire(counter, window_seconds + 1)
            count, _ = await steps.execute()
        return int(count) <= limit

    async def source_budget(self, name: str, source: bytes, limit: int, window_seconds: int) -> bool:
        return await self.budget(_of_source(name, source), limit, window_seconds)

    async def source_uses(self, name: str, source: bytes, window_seconds: int) -> int:
        async with self._answering() as client:
            return int(await client.get(self._counter(_of_source(name, source), window_seconds)) or 0)

    async def memory_backed(self) -> bool:
        """False also where the server does not let us read its configuration: what cannot be told is not claimed."""
        async with self._answering() as client:
            try:
                told: dict[Any, Any] = await client.config_get("save", "appendonly")
            except ResponseError:
                return False
        told = {_text(name): _text(value) for name, value in told.items()}
        return told.get("save") == "" and told.get("appendonly") == "no"

    async def tidy(self, today: date) -> None:
        """Redis lets values end by itself; daily keys are erased here, a little before their own end."""
        async with self._answering() as client:
            await self._erase_before(client, self._days, today - timedelta(days=1))
            await self._erase_before(client, self._weeks, monday_of(today))

    async def close(self) -> None:
        await self._client.aclose()

    def _counter(self, name: str, window_seconds: int) -> str:
        window = int(clock.now().timestamp()) // window_seconds
        return f"{self._prefix}budget:{_hashed(f'{window_seconds}:{name}')}:{window}"

    def _value_name(self, key: str) -> str:
        return f"{self._prefix}value:{_hashed(key)}"

    async def _keys(self, client: redis.asyncio.Redis, name: str) -> dict[date, bytes]:
        stored = await client.hgetall(name)
        return {date.fromisoformat(_text(day)): key for day, key in stored.items() if isinstance(key, bytes)}

    async def _erase_before(self, client: redis.asyncio.Redis, name: str, oldest_kept: date) -> None:
        old = [day.isoformat() for day in await self._keys(client, name) if day < oldest_kept]
        if old:
            await client.hdel(name, *old)

    @asynccontextmanager
    async def _answering(self) -> AsyncIterator[redis.asyncio.Redis]:
        try:
            yield self._client
        except (RedisError, OSError):
            # Redis's own message may repeat the address, which holds a password.
            raise RuntimeStoreUnavailable(
                "the runtime store's Redis does not answer: start it, or correct XIANSUO_RUNTIME_URL"
            ) from None


def _of_source(name: str, source: bytes) -> str:
    return f"{name}:{source.hex()}"


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _bytes_or_none(value: Any) -> bytes | None:
    return value if isinstance(value, bytes) else None

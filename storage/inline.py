"""SQLite on the event loop's own thread, for a database whose statements take microseconds.

A driver that keeps a thread a connection changes threads some thirty times a transaction, which costs a hundred times
what SQLite needs to find a row by its key. So the exposed host's statements run where they stand. What may take long,
another process's lock or a commit that is written through to the disk, goes to a thread all the same.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

Result = TypeVar("Result")

_PAUSE_SECONDS: Final = 0.005
_PRIMARY: Final = 0xFF
"""The low byte of an extended result code is the primary one (SQLite, "Result and Error Codes")."""


class InlineEngine:
    """A synchronous engine where the rest of the code expects an asynchronous one.

    `durable` says that a commit waits for the disk. Its connections must not wait for locks by themselves.
    """

    def __init__(self, engine: Engine, durable: bool, wait_seconds: float) -> None:
        self.sync_engine = engine
        self.durable = durable
        self.wait_seconds = wait_seconds

    @property
    def dialect(self) -> Dialect:
        return self.sync_engine.dialect

    def execution_options(self, **options: Any) -> InlineEngine:
        """The same connections under other options."""
        return InlineEngine(self.sync_engine.execution_options(**options), self.durable, self.wait_seconds)

    async def dispose(self) -> None:
        """Close the connections that nobody uses."""
        self.sync_engine.dispose()


class InlineSession:
    """What repositories use of `AsyncSession`, without leaving the thread where nothing waits."""

    def __init__(self, engine: InlineEngine) -> None:
        self._engine = engine
        self._session = Session(engine.sync_engine, expire_on_commit=False)

    async def __aenter__(self) -> InlineSession:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._session.close()

    def get_bind(self) -> Any:
        return self._session.get_bind()

    def add(self, row: object) -> None:
        self._session.add(row)

    def add_all(self, rows: Iterable[object]) -> None:
        self._session.add_all(rows)

    async def connection(self) -> Any:
        return await self._act(self._session.connection)

    async def execute(self, *given: Any, **named: Any) -> Any:
        return await self._act(lambda: self._session.execute(*given, **named))

    async def scalars(self, *given: Any, **named: Any) -> Any:
        return await self._act(lambda: self._session.scalars(*given, **named))

    async def get(self, *given: Any, **named: Any) -> Any:
        return await self._act(lambda: self._session.get(*given, **named))

    async def delete(self, row: object) -> None:
        self._session.delete(row)

    async def flush(self) -> None:
        await self._act(self._session.flush)

    @asynccontextmanager
    async def begin_nested(self) -> AsyncIterator[None]:
        with self._session.begin_nested():
            yield

    async def commit(self) -> None:
        if self._engine.durable:
            await self._in_thread(self._session.commit)
        else:
            await self._act(self._session.commit)

    async def _act(self, act: Callable[[], Result]) -> Result:
        """Act here and now; where another process holds a lock, again in a thread that waits for it."""
        try:
            return act()
        except OperationalError as error:
            if not _is_busy(error):
                raise
        return await self._in_thread(act)

    async def _in_thread(self, act: Callable[[], Result]) -> Result:
        working = asyncio.get_running_loop().run_in_executor(None, _patiently, act, self._engine.wait_seconds)
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            # The thread works on until it is done: nobody else may get the connection before.
            await asyncio.wait([working])
            raise


def _patiently(act: Callable[[], Result], seconds: float) -> Result:
    """Act, again and again while another process holds a lock, for at most so many seconds."""
    ends = time.monotonic() + seconds
    while True:
        try:
            return act()
        except OperationalError as error:
            if not _is_busy(error) or time.monotonic() > ends:
                raise
        time.sleep(_PAUSE_SECONDS)


def _is_busy(error: OperationalError) -> bool:
    code: int = getattr(error.orig, "sqlite_errorcode", 0)
    return code & _PRIMARY == sqlite3.SQLITE_BUSY

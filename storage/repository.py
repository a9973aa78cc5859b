"""What every repository shares: a session that somebody else commits, and inserts that both databases understand."""

from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase

from storage.errors import AlreadyDone


class Repository:
    """Bound to one unit of work. Methods neither begin nor end a transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    @property
    def _on_sqlite(self) -> bool:
        return self._session.get_bind().dialect.name == "sqlite"

    def _insert(self, table: type[DeclarativeBase]) -> postgresql.Insert:
        """An INSERT with ON CONFLICT. The two dialects write it alike, so one type stands for both."""
        return cast(postgresql.Insert, sqlite.insert(table)) if self._on_sqlite else postgresql.insert(table)

    async def _add(self, row: DeclarativeBase) -> None:
        """Inserts now, so that a refusal is raised where the row was added and not at the end."""
        self._session.add(row)
        await self._session.flush()

    async def _add_once(self, row: DeclarativeBase, taken: str) -> None:
        """Inserts, or raises AlreadyDone(`taken`) where a unique value exists; the transaction stays usable."""
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            raise AlreadyDone(taken) from None

    async def _changed(self, statement: Any, values: dict[str, Any] | None = None) -> int:
        """Runs an UPDATE or DELETE and says how many rows it touched."""
        result = cast("CursorResult[Any]", await self._session.execute(statement, values))
        return result.rowcount

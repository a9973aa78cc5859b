"""Sealed conversations, and which updates were answered: short-lived rows of the bot host.

Every message of every conversation comes by here, so its statements are built once and run without the mapper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.errors import StaleVersion
from storage.repository import Repository
from storage.tables.bot import Draft, SeenUpdate

_DRAFTS: Final = cast(Table, Draft.__table__)
_SEEN: Final = cast(Table, SeenUpdate.__table__)
_FIND: Final = select(_DRAFTS.c.row_key, _DRAFTS.c.sealed, _DRAFTS.c.version).where(
    _DRAFTS.c.row_key.in_(bindparam("row_keys", expanding=True)), _DRAFTS.c.expires_at > bindparam("now")
)
_REPLACE: Final = (
    update(_DRAFTS)
    .where(_DRAFTS.c.row_key == bindparam("row"), _DRAFTS.c.version == bindparam("based_on"))
    .values(sealed=bindparam("sealed"), version=bindparam("version"), expires_at=bindparam("expires_at"))
)


def _remember(insert: Any) -> Any:
    ends: Any = bindparam("expires_at")
    rows: list[dict[str, Any]] = [{"key": bindparam(name), "expires_at": ends} for name in ("newer", "older")]
    return insert(_SEEN).values(rows).on_conflict_do_nothing().returning(_SEEN.c.key)


_REMEMBER: Final = {True: _remember(sqlite.insert), False: _remember(postgresql.insert)}
"""By whether it is SQLite."""


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it lies in its row."""

    sealed: bytes
    version: int


class Drafts(Repository):
    """`work.drafts`."""

    async def find(self, row_keys: Sequence[bytes], now: datetime) -> dict[bytes, KeptDraft]:
        """The drafts under these keys that have not ended, in one statement."""
        found = await self._session.execute(_FIND, {"row_keys": list(row_keys), "now": now})
        return {row_key: KeptDraft(sealed, version) for row_key, sealed, version in found}

    async def save(self, row_key: bytes, sealed: bytes, based_on: int, expires_at: datetime, now: datetime) -> int:
        """Keeps the draft if it is still at version `based_on` (0: there was none); returns the new version.

        One that has ended counts as none.

        Raises StaleVersion where another process was faster; nothing is overwritten.
        """
        if based_on == 0:
            return await self._save_first(row_key, sealed, expires_at, now)
        mine = {"row": row_key, "based_on": based_on, "version": based_on + 1}
        if await self._changed(_REPLACE, mine | {"sealed": sealed, "expires_at": expires_at}) != 1:
            raise StaleVersion(based_on, await self._version(row_key))
        return based_on + 1

    async def erase(self, row_key: bytes) -> bool:
        """Erases the draft; says whether there was one."""
        return await self._changed(delete(Draft).where(Draft.row_key == row_key)) == 1

    async def prune(self, now: datetime) -> int:
        """Erases drafts that have ended; on SQLite call `database.truncate_wal` afterwards."""
        return await self._changed(delete(Draft).where(Draft.expires_at <= now))

    async def _save_first(self, row_key: bytes, sealed: bytes, expires_at: datetime, now: datetime) -> int:
        values = {"sealed": sealed, "version": 1, "expires_at": expires_at}
        insert = self._insert(Draft).values(row_key=row_key, **values)
        over_ended = insert.on_conflict_do_update(
            index_elements=["row_key"], set_=values, where=Draft.expires_at <= now
        ).returning(Draft.row_key)
        if (await self._session.execute(over_ended)).first() is None:
            raise StaleVersion(0, await self._version(row_key))
        return 1

    async def _version(self, row_key: bytes) -> int:
        return (await self._session.scalars(select(Draft.version).where(Draft.row_key == row_key))).first() or 0


class SeenUpdates(Repository):
    """`work.seen_updates`."""

    async def remember(self, newer: bytes, older: bytes, expires_at: datetime) -> bool:
        """Says that this update is being answered. False where it was before: only one process gets True.

        It has a key of today and one of yesterday (or twice the same), so that midnight makes it no other update.
        """
        values = {"newer": newer, "older": older, "expires_at": expires_at}
        fresh = (await self._session.execute(_REMEMBER[self._on_sqlite], values)).all()
        return len(fresh) == len({newer, older})

    async def prune(self, now: datetime) -> int:
        """Forgets updates that have ended."""
        return await self._changed(delete(SeenUpdate).where(SeenUpdate.expires_at <= now))

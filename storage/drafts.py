"""Sealed conversations, and which updates were answered: short-lived rows of the bot host."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from storage.errors import StaleVersion
from storage.repository import Repository
from storage.tables.bot import Draft, SeenUpdate


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it lies in its row."""

    sealed: bytes
    version: int


class Drafts(Repository):
    """`work.drafts`."""

    async def find(self, row_keys: Sequence[bytes], now: datetime) -> dict[bytes, KeptDraft]:
        """The drafts under these keys that have not ended, in one statement."""
        columns = select(Draft.row_key, Draft.sealed, Draft.version)
        found = await self._session.execute(columns.where(Draft.row_key.in_(row_keys), Draft.expires_at > now))
        return {row.row_key: KeptDraft(row.sealed, row.version) for row in found}

    async def save(self, row_key: bytes, sealed: bytes, based_on: int, expires_at: datetime, now: datetime) -> int:
        """Keeps the draft if it is still at version `based_on` (0: there was none); returns the new version.

        One that has ended counts as none.

        Raises StaleVersion where another process was faster; nothing is overwritten.
        """
        if based_on == 0:
            return await self._save_first(row_key, sealed, expires_at, now)
        mine = update(Draft).where(Draft.row_key == row_key, Draft.version == based_on)
        if await self._changed(mine.values(sealed=sealed, version=based_on + 1, expires_at=expires_at)) != 1:
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

    async def remember(self, key: bytes, expires_at: datetime) -> bool:
        """Says that this update is being answered. False where it was before: only one process gets True."""
        insert = self._insert(SeenUpdate).values(key=key, expires_at=expires_at)
        once = insert.on_conflict_do_nothing().returning(SeenUpdate.key)
        return (await self._session.execute(once)).first() is not None

    async def known(self, keys: Sequence[bytes]) -> bool:
        """Whether the update was answered before, under any of these keys."""
        return (await self._session.scalars(select(SeenUpdate.key).where(SeenUpdate.key.in_(keys)))).first() is not None

    async def prune(self, now: datetime) -> int:
        """Forgets updates that have ended."""
        return await self._changed(delete(SeenUpdate).where(SeenUpdate.expires_at <= now))

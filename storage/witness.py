"""Headers of the access ledger as the bot host saw them, notices, and single values."""

from datetime import date

from sqlalchemy import delete, select

from storage.repository import Repository
from storage.tables.bot import BlockHeader, Meta, Notice


class BlockHeaders(Repository):
    """`work.block_headers`."""

    async def add(self, height: int, header: bytes, hash: bytes) -> None:
        """Keeps a header that extends the last. Raises AlreadyDone where this height is held."""
        await self._add_once(BlockHeader(height=height, header=header, hash=hash), "this height is held already")

    async def last(self) -> bytes | None:
        """The header of the greatest height."""
        return (
            await self._session.scalars(select(BlockHeader.header).order_by(BlockHeader.height.desc()).limit(1))
        ).first()

    async def at(self, height: int) -> BlockHeader | None:
        """The header of one height."""
        return await self._session.get(BlockHeader, height)


class Notices(Repository):
    """`work.notices`."""

    async def add(self, notice_id: bytes, sealed_chat: bytes, created_day: date) -> None:
        """Keeps a chat that asked for notices, sealed under a key that this host forgets."""
        await self._add(Notice(id=notice_id, sealed_chat=sealed_chat, created_day=created_day))

    async def get(self, notice_id: bytes) -> bytes | None:
        """The sealed chat."""
        found = await self._session.get(Notice, notice_id)
        return found.sealed_chat if found else None

    async def erase(self, notice_id: bytes) -> bool:
        """Erases it; says whether there was one. On SQLite call `database.truncate_wal` afterwards."""
        return await self._changed(delete(Notice).where(Notice.id == notice_id)) == 1

    async def prune(self, created_before: date) -> int:
        """Erases notices made before the day."""
        return await self._changed(delete(Notice).where(Notice.created_day < created_before))


class MetaValues(Repository):
    """`work.meta`."""

    async def get(self, key: str) -> bytes | None:
        """The value, None where there is none."""
        found = await self._session.get(Meta, key)
        return found.value if found else None

    async def put(self, key: str, value: bytes) -> None:
        """Keeps the value, in place of an older one."""
        insert = self._insert(Meta).values(key=key, value=value)
        await self._session.execute(
            insert.on_conflict_do_update(index_elements=["key"], set_={"value": insert.excluded.value})
        )

    async def put_once(self, key: str, value: bytes) -> bytes:
        """Keeps the value unless there is one; returns the one that is kept, the same to all processes."""
        insert = self._insert(Meta).values(key=key, value=value).on_conflict_do_nothing()
        await self._session.execute(insert)
        return (await self._session.scalars(select(Meta.value).where(Meta.key == key))).one()

"""Blocks of the access ledger, made by one sealer at a time, and the acknowledgements that rest on them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, text

from storage.errors import StorageError
from storage.repository import Repository
from storage.tables.ledger import AccessEntry, Acknowledgement, Block, BlockEntry, WaitingEntry

SEALER_LOCK = 0x7869616E7365616C
CHUNK = 500


class Blocks(Repository):
    """`work.blocks`."""

    async def lock(self) -> bool:
        """Makes this unit of work the only sealer until it ends; False where another process is sealing.

        SQLite has one writer at a time, so there it is always True.
        """
        if self._on_sqlite:
            return True
        taken = await self._session.scalars(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": SEALER_LOCK})
        return bool(taken.one())

    async def unsealed(self, limit: int = 1000) -> list[AccessEntry]:
        """Committed entries that are in no block, in the order of their random ids. Call `lock` first."""
        statement = select(AccessEntry).join(WaitingEntry, WaitingEntry.entry_id == AccessEntry.id)
        return list((await self._session.scalars(statement.order_by(WaitingEntry.entry_id).limit(limit))).all())

    async def append(
        self, height: int, header: bytes, hash: bytes, previous: bytes, hour: datetime, entry_ids: Sequence[bytes]
    ) -> None:
        """Adds the next block with these entries in this order.

        Raises StorageError where the height or an entry is taken, or an entry was not waiting: nothing is sealed twice.
        """
        await self._add(
            Block(height=height, header=header, hash=hash, previous=previous, count=len(entry_ids), hour=hour)
        )
        places = [
            {"entry_id": entry_id, "height": height, "position": place} for place, entry_id in enumerate(entry_ids)
        ]
        removed = 0
        for start in range(0, len(places), CHUNK):
            await self._session.execute(self._insert(BlockEntry).values(places[start : start + CHUNK]))
            sealed = delete(WaitingEntry).where(WaitingEntry.entry_id.in_(entry_ids[start : start + CHUNK]))
            removed += await self._changed(sealed)
        if removed != len(entry_ids):
            raise StorageError("an entry of this block was not waiting to be sealed")

    async def last_header(self) -> bytes | None:
        """The header of the greatest height."""
        return (await self._session.scalars(select(Block.header).order_by(Block.height.desc()).limit(1))).first()

    async def height(self) -> int:
        """The greatest height, 0 before the first block."""
        return (await self._session.scalars(select(func.max(Block.height)))).one() or 0

    async def heights(self) -> list[int]:
        """Every height that has a block, lowest first; a restore block leaves a gap below it."""
        return list((await self._session.scalars(select(Block.height).order_by(Block.height))).all())

    async def headers_of(self, count: int) -> list[bytes]:
        """Headers of all blocks that hold so many entries, lowest first: restore blocks hold none."""
        found = select(Block.header).where(Block.count == count).order_by(Block.height)
        return list((await self._session.scalars(found)).all())
    async def height_at(self, hour: datetime) -> int:
        """The greatest height sealed in this hour or before, 0 where there is none."""
        older = select(Block.height).where(Block.hour <= hour).order_by(Block.height.desc()).limit(1)
        return (await self._session.scalars(older)).first() or 0

    async def waiting(self) -> tuple[int, datetime | None]:
        """How many entries wait for a block, and when the oldest of them was written."""
        joined = select(func.count(), func.min(AccessEntry.at)).select_from(WaitingEntry)
        row = (await self._session.execute(joined.join(AccessEntry, AccessEntry.id == WaitingEntry.entry_id))).one()
        return row[0], row[1]

    async def headers(self, after: int, limit: int = 1000) -> list[bytes]:
        """Headers above the height, lowest first."""
        newer = select(Block.header).where(Block.height > after).order_by(Block.height).limit(limit)
        return list((await self._session.scalars(newer)).all())

    async def entries_of(self, height: int) -> list[bytes]:
        """The byte strings of a block's entries in their order; a missing entry is missing here too."""
        statement = (
            select(AccessEntry.body)
            .join(BlockEntry, BlockEntry.entry_id == AccessEntry.id)
            .where(BlockEntry.height == height)
            .order_by(BlockEntry.position)
        )
        return list((await self._session.scalars(statement)).all())

    async def rows_of(self, height: int) -> list[AccessEntry]:
        """As `entries_of`, with the columns that stand beside each byte string."""
        statement = (
            select(AccessEntry)
            .join(BlockEntry, BlockEntry.entry_id == AccessEntry.id)
            .where(BlockEntry.height == height)
            .order_by(BlockEntry.position)
        )
        return list((await self._session.scalars(statement.execution_options(populate_existing=True))).all())

    async def place_of(self, entry_id: bytes) -> BlockEntry | None:
        """Which block holds an entry, None while it waits."""
        return await self._session.get(BlockEntry, entry_id)

    async def acknowledge(self, lead_id: bytes, body: bytes, signature: bytes, height: int) -> None:
        """Keeps the signed proof of filing once; a second one changes nothing."""
        insert = self._insert(Acknowledgement).values(lead_id=lead_id, body=body, signature=signature, height=height)
        await self._session.execute(insert.on_conflict_do_nothing(index_elements=["lead_id"]))

    async def acknowledgement(self, lead_id: bytes) -> Acknowledgement | None:
        """The signed proof of filing."""
        return await self._session.get(Acknowledgement, lead_id)

"""Signed rosters, and unit seeds sealed to members."""

from sqlalchemy import delete, select

from storage.repository import Repository
from storage.tables.ledger import OldSeed, Roster, UnitSeed


class Rosters(Repository):
    """`work.rosters`. What is stored is not thereby believed: `storage.vault.roster` checks signatures."""

    async def add(self, roster: Roster) -> None:
        """Appends a roster. Raises AlreadyDone where another admission took this counter first: read again."""
        await self._add_once(roster, "another roster took this counter")

    async def newest(self, unit_id: str, epoch: int | None = None) -> Roster | None:
        """The roster that holds in the epoch, or in the highest epoch that has one."""
        statement = select(Roster).where(Roster.unit_id == unit_id)
        if epoch is not None:
            statement = statement.where(Roster.epoch == epoch)
        ordered = statement.order_by(Roster.epoch.desc(), Roster.counter.desc())
        return (await self._session.scalars(ordered.limit(1))).first()

    async def of_unit(self, unit_id: str) -> list[Roster]:
        """Every roster of a unit, oldest first."""
        statement = select(Roster).where(Roster.unit_id == unit_id).order_by(Roster.epoch, Roster.counter)
        return list((await self._session.scalars(statement)).all())


class Seeds(Repository):
    """`work.seeds`: unit seeds, sealed."""

    async def put(self, unit_id: str, epoch: int, staff_id: bytes, sealed: bytes) -> None:
        """Keeps an epoch's seed sealed to a member, in place of an older sealing."""
        insert = self._insert(UnitSeed).values(unit_id=unit_id, epoch=epoch, staff_id=staff_id, sealed=sealed)
        key = ["unit_id", "epoch", "staff_id"]
        await self._session.execute(insert.on_conflict_do_update(index_elements=key, set_={"sealed": sealed}))

    async def get(self, unit_id: str, epoch: int, staff_id: bytes) -> bytes | None:
        """The seed of an epoch as sealed to the member."""
        statement = select(UnitSeed.sealed).where(
            UnitSeed.unit_id == unit_id, UnitSeed.epoch == epoch, UnitSeed.staff_id == staff_id
        )
        return (await self._session.scalars(statement)).first()

    async def of_staff(self, staff_id: bytes) -> list[UnitSeed]:
        """All seeds sealed to a member, by unit and epoch."""
        statement = select(UnitSeed).where(UnitSeed.staff_id == staff_id).order_by(UnitSeed.unit_id, UnitSeed.epoch)
        return list((await self._session.scalars(statement.execution_options(populate_existing=True))).all())

    async def drop(self, unit_id: str, staff_id: bytes) -> int:
        """Erases a member's sealed seeds of a unit; returns how many."""
        theirs = delete(UnitSeed).where(UnitSeed.unit_id == unit_id, UnitSeed.staff_id == staff_id)
        return await self._changed(theirs)

    async def put_old(self, unit_id: str, epoch: int, sealed_to_epoch: int, sealed: bytes) -> None:
        """Keeps an old epoch's seed sealed to a newer one."""
        row = OldSeed(unit_id=unit_id, epoch=epoch, sealed_to_epoch=sealed_to_epoch, sealed=sealed)
        await self._add_once(row, "the old seed is kept already")

    async def old(self, unit_id: str) -> list[OldSeed]:
        """Old epochs' seeds of a unit, oldest first."""
        statement = select(OldSeed).where(OldSeed.unit_id == unit_id).order_by(OldSeed.epoch, OldSeed.sealed_to_epoch)
        return list((await self._session.scalars(statement)).all())

    async def erase_epoch(self, unit_id: str, epoch: int) -> int:
        """Erases every sealing of an epoch's seed. On SQLite call `database.truncate_wal` afterwards."""
        to_members = delete(UnitSeed).where(UnitSeed.unit_id == unit_id, UnitSeed.epoch == epoch)
        to_epochs = delete(OldSeed).where(OldSeed.unit_id == unit_id, OldSeed.epoch == epoch)
        return await self._changed(to_members) + await self._changed(to_epochs)

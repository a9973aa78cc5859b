"""Units, their keys by epoch, and who belongs to them."""

from datetime import datetime

from sqlalchemy import select, update

from storage.errors import NotFound
from storage.repository import Repository
from storage.tables.ledger import Membership, Unit, UnitKey


class Units(Repository):
    """`work.units`."""

    async def add(self, unit: Unit) -> None:
        """Keeps a new unit. Raises AlreadyDone where the id is taken."""
        await self._add_once(unit, "this unit id is taken")

    async def get(self, unit_id: str) -> Unit:
        """One unit. Raises NotFound."""
        found = await self._session.get(Unit, unit_id)
        if found is None:
            raise NotFound("no such unit")
        return found

    async def all(self) -> list[Unit]:
        """Every unit, by id."""
        return list((await self._session.scalars(select(Unit).order_by(Unit.id))).all())

    async def of_kind(self, kind: str) -> list[Unit]:
        """Units of a kind: office, custody, escalation or receiving."""
        return list((await self._session.scalars(select(Unit).where(Unit.kind == kind).order_by(Unit.id))).all())

    async def change(self, unit_id: str, name: str, contact_note: str | None) -> None:
        """Changes what people read about a unit."""
        statement = update(Unit).where(Unit.id == unit_id).values(name=name, contact_note=contact_note)
        await self._session.execute(statement)


class UnitKeys(Repository):
    """`work.unit_keys`."""

    async def add(self, key: UnitKey) -> None:
        """Keeps the public half of a new epoch. Raises AlreadyDone where the epoch exists: one session makes it."""
        await self._add_once(key, "this epoch exists")

    async def newest(self, unit_id: str) -> UnitKey | None:
        """The key of the highest epoch."""
        statement = select(UnitKey).where(UnitKey.unit_id == unit_id).order_by(UnitKey.epoch.desc()).limit(1)
        return (await self._session.scalars(statement)).first()

    async def get(self, unit_id: str, epoch: int) -> UnitKey | None:
        """The key of one epoch."""
        return await self._session.get(UnitKey, (unit_id, epoch))

    async def of_unit(self, unit_id: str) -> list[UnitKey]:
        """All epochs, oldest first."""
        statement = select(UnitKey).where(UnitKey.unit_id == unit_id).order_by(UnitKey.epoch)
        return list((await self._session.scalars(statement)).all())

    async def all(self) -> list[UnitKey]:
        """Every unit's epochs."""
        return list((await self._session.scalars(select(UnitKey).order_by(UnitKey.unit_id, UnitKey.epoch))).all())

    async def set_recovery(self, unit_id: str, epoch: int, public: bytes, sealed_seed: bytes) -> None:
        """Keeps what the unit's recovery pages open."""
        mine = update(UnitKey).where(UnitKey.unit_id == unit_id, UnitKey.epoch == epoch)
        values = {"recovery_public": public, "recovery_sealed_seed": sealed_seed, "pages_confirmed_at": None}
        await self._session.execute(mine.values(**values))

    async def confirm_pages(self, unit_id: str, epoch: int, at: datetime) -> None:
        """A printed page was typed back."""
        mine = update(UnitKey).where(UnitKey.unit_id == unit_id, UnitKey.epoch == epoch)
        await self._session.execute(mine.values(pages_confirmed_at=at))

    async def mark_erased(self, unit_id: str, epoch: int, at: datetime) -> bool:
        """Says that no sealing of this epoch's seed is left; False where that was said before."""
        mine = update(UnitKey).where(UnitKey.unit_id == unit_id, UnitKey.epoch == epoch, UnitKey.erased_at.is_(None))
        return await self._changed(mine.values(erased_at=at)) == 1


class Memberships(Repository):
    """`work.memberships`. A cache: what is sealed to a member rests on rosters, never on these rows."""

    async def set(self, unit_id: str, staff_id: bytes, state: str, since: datetime) -> None:
        """Says that the member waits for, has joined, comes back with a new key to, or has left the unit."""
        insert = self._insert(Membership).values(unit_id=unit_id, staff_id=staff_id, state=state, since=since)
        newest = {"state": state, "since": since}
        await self._session.execute(insert.on_conflict_do_update(index_elements=["unit_id", "staff_id"], set_=newest))

    async def units_of(self, staff_id: bytes) -> tuple[str, ...]:
        """Ids of the units a member has joined, in order."""
        joined = select(Membership.unit_id).where(Membership.staff_id == staff_id, Membership.state == "joined")
        return tuple((await self._session.scalars(joined.order_by(Membership.unit_id))).all())

    async def of_staff(self, staff_id: bytes) -> list[Membership]:
        """All memberships of a member, in every state."""
        statement = select(Membership).where(Membership.staff_id == staff_id).order_by(Membership.unit_id)
        return list((await self._session.scalars(statement)).all())

    async def of_unit(self, unit_id: str, state: str | None = "joined") -> list[Membership]:
        """Memberships of a unit in one state, or in all; the longest first."""
        statement = select(Membership).where(Membership.unit_id == unit_id)
        if state is not None:
            statement = statement.where(Membership.state == state)
        ordered = statement.order_by(Membership.since, Membership.staff_id)
        return list((await self._session.scalars(ordered.execution_options(populate_existing=True))).all())

    async def waiting(self, unit_id: str) -> list[Membership]:
        """Who waits to be admitted, newcomers and members with a new key; the longest first."""
        every = await self.of_unit(unit_id, None)
        return [row for row in every if row.state in ("waiting", "renewing")]

    async def belonging(self, unit_id: str) -> list[Membership]:
        """Members and those who come back with a new key; the longest first."""
        return [row for row in await self.of_unit(unit_id, None) if row.state in ("joined", "renewing")]

    async def all(self) -> list[Membership]:
        """Every membership in every state."""
        statement = select(Membership).order_by(Membership.unit_id, Membership.since, Membership.staff_id)
        return list((await self._session.scalars(statement.execution_options(populate_existing=True))).all())

"""Members who are gone while leads still name them, and who was proposed to take over from them."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from storage.repository import Repository
from storage.tables.ledger import Membership, Staff, Successor


class Leavers(Repository):
    """`work.leavers`."""

    async def gone(self, units: Collection[str]) -> frozenset[bytes]:
        """Who was disabled, and who has left one of these units and belongs to none of them any more."""
        here = Membership.unit_id.in_(units)
        stays = select(Membership.staff_id).where(here, Membership.state != "left")
        left = select(Membership.staff_id).where(here, Membership.state == "left", Membership.staff_id.not_in(stays))
        disabled = select(Staff.id).where(Staff.disabled_at.is_not(None))
        return frozenset((await self._session.scalars(disabled.union(left))).all())

    async def propose(self, unit_id: str, staff_id: bytes, successor_id: bytes) -> None:
        """Keeps who is to take over from a member in one unit, in place of an earlier proposal."""
        row = {"unit_id": unit_id, "staff_id": staff_id, "successor_id": successor_id}
        insert = self._insert(Successor).values(**row)
        newest = {"successor_id": successor_id}
        await self._session.execute(insert.on_conflict_do_update(index_elements=["unit_id", "staff_id"], set_=newest))

    async def proposed(self, units: Collection[str]) -> Sequence[Successor]:
        """Proposals for these units."""
        mine = select(Successor).where(Successor.unit_id.in_(units))
        return (await self._session.scalars(mine.order_by(Successor.unit_id, Successor.staff_id))).all()

    async def forget(self, staff_id: bytes) -> None:
        """The member is back: nobody takes over from them."""
        await self._session.execute(delete(Successor).where(Successor.staff_id == staff_id))

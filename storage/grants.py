"""Which units may open a lead: giving, taking away and re-sealing grants."""

from collections.abc import Collection

from sqlalchemy import delete, func, literal, select, tuple_, update

from storage.errors import NotFound
from storage.reads import Reads
from storage.repository import Repository
from storage.tables.ledger import NO_DUE_DAY, Grant, Lead
from storage.visible import visible_to

COPIED = ("state", "received_hour", "due_key", "category", "area", "owner_id", "handler_id")


class Grants(Repository):
    """`work.grants`."""

    async def held(self, lead_id: bytes, units: Collection[str], staff_id: bytes | None) -> list[Grant]:
        """The grants by which this member of `units` can open the lead; empty where it must not exist for them."""
        seen = visible_to(units, staff_id).where(Grant.lead_id == lead_id)
        mine = select(Grant).where(Grant.lead_id.in_(seen), Grant.unit_id.in_(units))
        return list((await self._session.scalars(mine.order_by(Grant.unit_id))).all())

    async def units_of(self, lead_id: bytes) -> list[str]:
        """Ids of all units that hold a grant, without a check of rights."""
        holders = select(Grant.unit_id).where(Grant.lead_id == lead_id).order_by(Grant.unit_id)
        return list((await self._session.scalars(holders)).all())

    async def give(self, lead_id: bytes, unit_id: str, epoch: int, sealed: bytes, granted_by: bytes | None) -> None:
        """Grants the lead to a unit, or replaces its grant, and marks the lead unread for the unit's members.

        Raises NotFound for an unknown lead. A whole transfer is `give` and `take_away` in one unit of work.
        """
        copies = (
            Lead.state, Lead.received_hour, func.coalesce(Lead.due_on, NO_DUE_DAY), Lead.category, Lead.area,
            Lead.unit_id, Lead.handler_id,
        )  # fmt: skip
        row = select(
            Lead.id,
            literal(unit_id),
            literal(epoch),
            literal(granted_by, Grant.granted_by.type),
            literal(sealed),
            *copies,
        ).where(Lead.id == lead_id)
        columns = ["lead_id", "unit_id", "epoch", "granted_by", "sealed", *COPIED]
        insert = self._insert(Grant).from_select(columns, row)
        replaced = {name: insert.excluded[name] for name in ("epoch", "granted_by", "sealed")}
        once = insert.on_conflict_do_update(index_elements=["lead_id", "unit_id"], set_=replaced)
        if (await self._session.execute(once.returning(Grant.lead_id))).first() is None:
            raise NotFound("no such lead")
        await Reads(self._session).mark_unread(lead_id, except_for=granted_by, unit_id=unit_id)

    async def take_away(self, lead_id: bytes, unit_id: str) -> bool:
        """Erases a unit's grant: from the end of this transaction on, the lead does not exist for it."""
        return await self._changed(delete(Grant).where(Grant.lead_id == lead_id, Grant.unit_id == unit_id)) == 1

    async def behind(
        self, unit_id: str, epoch: int, limit: int = 50, after: tuple[int, bytes] | None = None
    ) -> list[Grant]:
        """The next slice of grants sealed to an epoch older than `epoch`, behind `after` (epoch and lead id)."""
        older = select(Grant).where(Grant.unit_id == unit_id, Grant.epoch < epoch)
        if after is not None:
            older = older.where(tuple_(Grant.epoch, Grant.lead_id) > tuple_(*after))
        ordered = older.order_by(Grant.epoch, Grant.lead_id).limit(limit)
        return list((await self._session.scalars(ordered)).all())

    async def count_behind(self, unit_id: str, epoch: int) -> int:
        """How many grants a rotation still has to re-seal. Nothing names an old epoch any more when this is 0."""
        older = select(func.count()).where(Grant.unit_id == unit_id, Grant.epoch < epoch)
        return (await self._session.scalars(older)).one()

    async def count_at(self, unit_id: str, epoch: int) -> int:
        """How many grants are sealed to exactly this epoch."""
        these = select(func.count()).where(Grant.unit_id == unit_id, Grant.epoch == epoch)
        return (await self._session.scalars(these)).one()

    async def reseal(self, lead_id: bytes, unit_id: str, from_epoch: int, epoch: int, sealed: bytes) -> bool:
        """Puts the newly sealed grant in place of the one of `from_epoch`; False if somebody did so meanwhile."""
        old = update(Grant).where(Grant.lead_id == lead_id, Grant.unit_id == unit_id, Grant.epoch == from_epoch)
        return await self._changed(old.values(epoch=epoch, sealed=sealed)) == 1

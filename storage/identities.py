"""The second halves of identity keys, held by custody, and the end of an identity."""

from sqlalchemy import delete, func, select, tuple_, update

from storage.repository import Repository
from storage.tables.ledger import CustodyShare, Lead, ResealedShare


class Identities(Repository):
    """`work.identities`. Rights are the caller's to check; nothing here opens anything."""

    async def custody_share(self, lead_id: bytes) -> CustodyShare | None:
        """Share 2 of a lead that names its reporter."""
        return await self._session.get(CustodyShare, lead_id)

    async def sealed(self, lead_id: bytes) -> bytes | None:
        """The identity's ciphertext and nothing else of the lead; None for an anonymous one."""
        return (await self._session.scalars(select(Lead.identity).where(Lead.id == lead_id))).first()

    async def shares_behind(
        self, unit_id: str, epoch: int, limit: int = 50, after: tuple[int, bytes] | None = None
    ) -> list[CustodyShare]:
        """The next slice of shares sealed to an epoch older than `epoch`, behind `after` (epoch and lead id)."""
        older = select(CustodyShare).where(CustodyShare.unit_id == unit_id, CustodyShare.epoch < epoch)
        if after is not None:
            older = older.where(tuple_(CustodyShare.epoch, CustodyShare.lead_id) > tuple_(*after))
        ordered = older.order_by(CustodyShare.epoch, CustodyShare.lead_id).limit(limit)
        return list((await self._session.scalars(ordered)).all())

    async def count_behind(self, unit_id: str, epoch: int) -> int:
        """How many shares a rotation still has to re-seal."""
        older = select(func.count()).where(CustodyShare.unit_id == unit_id, CustodyShare.epoch < epoch)
        return (await self._session.scalars(older)).one()

    async def count_at(self, unit_id: str, epoch: int) -> int:
        """How many shares are sealed to exactly this epoch."""
        these = select(func.count()).where(CustodyShare.unit_id == unit_id, CustodyShare.epoch == epoch)
        return (await self._session.scalars(these)).one()

    async def reseal(self, lead_id: bytes, from_epoch: int, epoch: int, sealed: bytes) -> bool:
        """Puts the newly sealed share in place of the one of `from_epoch`; False if somebody did so meanwhile."""
        old = update(CustodyShare).where(CustodyShare.lead_id == lead_id, CustodyShare.epoch == from_epoch)
        return await self._changed(old.values(epoch=epoch, sealed=sealed)) == 1

    async def destroy_keys(self, lead_id: bytes) -> None:
        """Erases every share of the identity's key: from then on nobody opens it, whatever else is left.

        On SQLite call `database.truncate_wal` afterwards, as after the other two.
        """
        await self._session.execute(update(Lead).where(Lead.id == lead_id).values(identity_share=None))
        await self._session.execute(delete(CustodyShare).where(CustodyShare.lead_id == lead_id))
        await self._session.execute(delete(ResealedShare).where(ResealedShare.lead_id == lead_id))

    async def destroy_ciphertext(self, lead_id: bytes) -> None:
        """Erases the sealed identity."""
        await self._session.execute(update(Lead).where(Lead.id == lead_id).values(identity=None))

    async def destroy(self, lead_id: bytes) -> None:
        """Erases all of it."""
        await self.destroy_keys(lead_id)
        await self.destroy_ciphertext(lead_id)

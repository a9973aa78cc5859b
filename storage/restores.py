"""Restore blocks that wait for the signatures of office and custody."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, update

from storage.repository import Repository
from storage.tables.ledger import RestoreSigning


class Restores(Repository):
    """`work.restores`. What is stored is not thereby believed: `storage.vault.restore_block` checks signatures."""

    async def all(self) -> list[RestoreSigning]:
        """Every restore block that anybody has begun to sign, oldest first."""
        ordered = select(RestoreSigning).order_by(RestoreSigning.created_at)
        return list((await self._session.scalars(ordered.execution_options(populate_existing=True))).all())

    async def begin(self, body: bytes, at: datetime) -> None:
        """Keeps a body that is to be signed; the same body again changes nothing."""
        row = {"fingerprint": sha256(body).digest(), "body": body, "created_at": at}
        await self._session.execute(self._insert(RestoreSigning).values(**row).on_conflict_do_nothing())

    async def sign_for_office(self, body: bytes, signature: bytes, signer: bytes) -> bool:
        """Adds the office's signature once; False where it is there already."""
        mine = update(RestoreSigning).where(RestoreSigning.fingerprint == sha256(body).digest())
        unsigned = mine.where(RestoreSigning.office_signature.is_(None))
        return await self._changed(unsigned.values(office_signature=signature, office_signer=signer)) == 1

    async def sign_for_custody(self, body: bytes, signature: bytes, signer: bytes) -> bool:
        """Adds custody's signature once; False where it is there already."""
        mine = update(RestoreSigning).where(RestoreSigning.fingerprint == sha256(body).digest())
        unsigned = mine.where(RestoreSigning.custody_signature.is_(None))
        return await self._changed(unsigned.values(custody_signature=signature, custody_signer=signer)) == 1

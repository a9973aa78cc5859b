"""Passkeys of members, beside their passwords."""

from collections.abc import Sequence

from sqlalchemy import Select, delete, select, update

from storage.repository import Repository
from storage.tables.ledger import Passkey


class Passkeys(Repository):
    """`work.passkeys`."""

    async def add(self, passkey: Passkey) -> None:
        """Keeps a new one. Raises AlreadyDone where anybody has this credential."""
        await self._add_once(passkey, "this credential is known")

    async def of_staff(self, staff_id: bytes) -> list[Passkey]:
        """A member's passkeys, the oldest first."""
        return list((await self._session.scalars(_of(staff_id))).all())

    async def held_of_staff(self, staff_id: bytes) -> list[Passkey]:
        """As `of_staff`, and nobody else changes them before this unit of work ends."""
        held = _of(staff_id).with_for_update().execution_options(populate_existing=True)
        return list((await self._session.scalars(held)).all())

    async def rewrap(self, passkey_id: bytes, old: bytes, new: bytes) -> bool:
        """Puts `new` in the place of `old`; False where it is no longer `old`: of two at one instant one succeeds."""
        unchanged = update(Passkey).where(Passkey.id == passkey_id, Passkey.wrapped == old)
        return await self._changed(unchanged.values(wrapped=new)) == 1

    async def remove(self, staff_id: bytes, passkey_ids: Sequence[bytes]) -> int:
        """Forgets these passkeys of this member; returns how many there were."""
        theirs = delete(Passkey).where(Passkey.staff_id == staff_id, Passkey.id.in_(passkey_ids))
        return await self._changed(theirs)


def _of(staff_id: bytes) -> Select[Passkey]:
    return select(Passkey).where(Passkey.staff_id == staff_id).order_by(Passkey.created_at, Passkey.id)

"""Members of staff, their wrapped keys, second factors and spare codes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Update, delete, func, or_, select, update

from storage.errors import NotFound
from storage.repository import Repository
from storage.tables.ledger import SpareCode, Staff, StaffKeys


class People(Repository):
    """`work.staff`."""

    async def add(self, member: Staff, keys: StaffKeys) -> None:
        """Keeps a new member with their key. Raises AlreadyDone where the login is taken."""
        await self._add_once(member, "this login is taken")
        await self._add(keys)

    async def get(self, staff_id: bytes) -> Staff:
        """One member, disabled or not. Raises NotFound."""
        found = await self._session.get(Staff, staff_id)
        if found is None:
            raise NotFound("no such member")
        return found

    async def by_login(self, login: str) -> Staff | None:
        """The member who signs in under this name, disabled or not."""
        return (await self._session.scalars(select(Staff).where(Staff.login == login))).first()

    async def all(self) -> list[Staff]:
        """Every member, by name."""
        return list((await self._session.scalars(select(Staff).order_by(Staff.name, Staff.id))).all())

    async def many(self, staff_ids: Sequence[bytes]) -> dict[bytes, Staff]:
        """Members by id; unknown ids are missing."""
        found = await self._session.scalars(select(Staff).where(Staff.id.in_(staff_ids)))
        return {member.id: member for member in found.all()}

    async def with_role(self, role: str) -> list[Staff]:
        """Members who are not disabled and have the role: is this the last one?"""
        active = await self._session.scalars(select(Staff).where(Staff.disabled_at.is_(None)).order_by(Staff.name))
        return [member for member in active.all() if role in member.roles]

    async def held_with_role(self, role: str) -> list[Staff]:
        """As `with_role`, and nobody else changes any active member before this unit of work ends.

        Whoever takes a role away asks this way: two who take it from each other at one instant go one after the other.
        """
        return [member for member in await self.held() if role in member.roles]

    async def held(self) -> list[Staff]:
        """All active members, and nobody else changes any of them before this unit of work ends.

        Whoever decides by who is left asks this way first, so that two such acts go one after the other.
        """
        active = select(Staff).where(Staff.disabled_at.is_(None)).order_by(Staff.id).with_for_update()
        return list((await self._session.scalars(active.execution_options(populate_existing=True))).all())

    async def set_roles(self, staff_id: bytes, roles: Sequence[str]) -> None:
        """Changes what a member may do."""
        await self._session.execute(_member(staff_id).values(roles=list(roles)))

    async def set_name(self, staff_id: bytes, name: str) -> None:
        """Changes a member's name."""
        await self._session.execute(_member(staff_id).values(name=name))

    async def disable(self, staff_id: bytes, at: datetime) -> bool:
        """Disables a member; False where they were. Ending their sessions is the caller's (`work.sessions`)."""
        return await self._changed(_member(staff_id).where(Staff.disabled_at.is_(None)).values(disabled_at=at)) == 1

    async def enable(self, staff_id: bytes) -> bool:
        """Lets a disabled member in again; False where they were not disabled."""
        return (
            await self._changed(_member(staff_id).where(Staff.disabled_at.is_not(None)).values(disabled_at=None)) == 1
        )

    async def pledge(self, staff_id: bytes, version: int) -> None:
        """Records that the member took the pledge in this version."""
        await self._session.execute(_member(staff_id).values(pledge_version=version))

    async def keys(self, staff_id: bytes) -> StaffKeys | None:
        """A member's wrapped key."""
        return await self._session.get(StaffKeys, staff_id, populate_existing=True)

    async def all_keys(self) -> list[StaffKeys]:
        """Every member's key, for a change of the wrap key."""
        return list((await self._session.scalars(select(StaffKeys).order_by(StaffKeys.staff_id))).all())

    async def replace_keys(self, keys: StaffKeys) -> None:
        """Puts a new key in place of a member's old one, with its second factor: the old key opens nothing here."""
        old = await self._session.get(StaffKeys, keys.staff_id)
        if old is not None:
            await self._session.delete(old)
            await self._session.flush()
        await self._add(keys)

    async def rewrap(self, staff_id: bytes, wrapped_seed: bytes, salt: bytes, totp_wrapped: bytes | None) -> None:
        """Keeps the same key under a new password."""
        values = {"wrapped_seed": wrapped_seed, "salt": salt, "totp_wrapped": totp_wrapped}
        await self._session.execute(_keys(staff_id).values(**values))

    async def set_totp(self, staff_id: bytes, totp_wrapped: bytes | None) -> None:
        """Keeps a second factor that is not confirmed yet, or removes it."""
        values = {"totp_wrapped": totp_wrapped, "totp_last_step": None, "totp_confirmed_at": None}
        await self._session.execute(_keys(staff_id).values(**values))

    async def confirm_totp(self, staff_id: bytes, at: datetime) -> None:
        """The member has shown a right code."""
        await self._session.execute(_keys(staff_id).values(totp_confirmed_at=at))

    async def take_totp_step(self, staff_id: bytes, step: int) -> bool:
        """Uses up a time step; False where it or a later one was used: each code is good once, also at one instant."""
        newer = or_(StaffKeys.totp_last_step.is_(None), StaffKeys.totp_last_step < step)
        return await self._changed(_keys(staff_id).where(newer).values(totp_last_step=step)) == 1

    async def replace_spare_codes(self, codes: Sequence[SpareCode], staff_id: bytes) -> None:
        """Keeps new spare codes and forgets all old ones."""
        await self._session.execute(delete(SpareCode).where(SpareCode.staff_id == staff_id))
        self._session.add_all(codes)
        await self._session.flush()

    async def use_spare_code(self, staff_id: bytes, mac: bytes, at: datetime) -> bool:
        """Uses up a spare code; False where there is none or it was used."""
        unused = update(SpareCode).where(
            SpareCode.staff_id == staff_id, SpareCode.mac == mac, SpareCode.used_at.is_(None)
        )
        return await self._changed(unused.values(used_at=at)) == 1

    async def spare_codes_left(self, staff_id: bytes) -> int:
        """How many spare codes are unused."""
        unused = select(func.count()).where(SpareCode.staff_id == staff_id, SpareCode.used_at.is_(None))
        return (await self._session.scalars(unused)).one()


def _member(staff_id: bytes) -> Update:
    return update(Staff).where(Staff.id == staff_id)


def _keys(staff_id: bytes) -> Update:
    return update(StaffKeys).where(StaffKeys.staff_id == staff_id)

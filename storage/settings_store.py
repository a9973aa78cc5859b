"""Settings that staff change while the product runs, each with a version."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.errors import StaleVersion
from storage.repository import Repository
from storage.tables.ledger import Setting


class Settings(Repository):
    """`work.settings`."""

    async def get(self, key: str) -> Setting | None:
        """The setting, None where it was never changed."""
        return await self._session.get(Setting, key, populate_existing=True)

    async def all(self) -> list[Setting]:
        """Every setting that was changed, by key."""
        return list((await self._session.scalars(select(Setting).order_by(Setting.key))).all())

    async def put(self, key: str, value: Any, based_on: int, at: datetime, by: bytes | None) -> int:
        """Keeps a JSON value if the setting is still at version `based_on` (0: never set); returns the new version.

        Raises StaleVersion where somebody was faster.
        """
        values = {"value": value, "version": based_on + 1, "updated_at": at, "updated_by": by}
        if based_on == 0:
            insert = self._insert(Setting).values(key=key, **values).on_conflict_do_nothing().returning(Setting.key)
            done = (await self._session.execute(insert)).first() is not None
        else:
            mine = update(Setting).where(Setting.key == key, Setting.version == based_on)
            done = await self._changed(mine.values(**values)) == 1
        if not done:
            found = await self.get(key)
            raise StaleVersion(based_on, found.version if found else 0, (key,))
        return based_on + 1

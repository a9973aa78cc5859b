"""What editors changed of the questions and answers: insert-only, the newest revision of an entry holds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.errors import AlreadyDone, StaleVersion
from storage.repository import Repository
from storage.tables.ledger import FaqRevision


@dataclass(frozen=True, slots=True)
class FaqChange:
    """One act to be kept; the fields mean what they mean in `FaqRevision`."""

    entry_id: str
    body: str | None
    base: str | None
    act: str
    by: bytes


class FaqEntries(Repository):
    """`work.faq_entries`."""

    async def serial(self) -> int:
        """The number of the last act on any entry, 0 before the first: it changes whenever an entry does."""
        return (await self._session.scalars(select(func.coalesce(func.max(FaqRevision.serial), 0)))).one()

    async def current(self) -> list[FaqRevision]:
        """The newest revision of every entry that was ever touched, by entry."""
        newest = select(FaqRevision.entry_id, func.max(FaqRevision.number).label("number"))
        last = newest.group_by(FaqRevision.entry_id).subquery()
        same = (FaqRevision.entry_id == last.c.entry_id) & (FaqRevision.number == last.c.number)
        return list(
            (await self._session.scalars(select(FaqRevision).join(last, same).order_by(FaqRevision.entry_id))).all()
        )

    async def history(self, entry_id: str) -> list[FaqRevision]:
        """Every revision of an entry, newest first."""
        theirs = select(FaqRevision).where(FaqRevision.entry_id == entry_id).order_by(FaqRevision.number.desc())
        return list((await self._session.scalars(theirs)).all())

    async def save(self, change: FaqChange, based_on: int, after: int, at: datetime) -> FaqRevision:
        """Keeps an act on an entry that stands at revision `based_on` (0: never touched) as the one after `after`.

        Raises StaleVersion where the entry was changed meanwhile, AlreadyDone where another entry was: look again.
        """
        last = select(func.coalesce(func.max(FaqRevision.number), 0)).where(FaqRevision.entry_id == change.entry_id)
        number = (await self._session.scalars(last)).one()
        if number != based_on:
            raise StaleVersion(based_on, number, (change.entry_id,))
        made = FaqRevision(
            serial=after + 1, entry_id=change.entry_id, number=number + 1, body=change.body, base=change.base,
            act=change.act, at=at, by=change.by,
        )  # fmt: skip
        if await self.serial() != after:
            raise AlreadyDone("another entry was changed meanwhile")
        await self._add_once(made, "another entry was changed meanwhile")
        return made

"""Storing leads once, reading what one may see, and changing them without overwriting each other."""

import secrets
from collections.abc import Callable, Collection
from datetime import date
from typing import Final, TypeVar

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.envelope import Envelope
from storage.errors import NotFound, StaleVersion, StorageError
from storage.lead_change import LeadValues, Step, StoredLead
from storage.lead_rows import copies_for_grants, first_grants, history_line, lead_values, without_sealed_parts
from storage.reads import Reads
from storage.repository import Repository
from storage.tables.ledger import CustodyShare, Grant, Lead, LeadEvent
from storage.visible import visible_to

TRIES: Final = 50
T = TypeVar("T")


def random_number() -> str:
    """Eight random digits, no leading zero: they can be said on the telephone and tell no order and no gap."""
    return str(10_000_000 + secrets.randbelow(90_000_000))


class Leads(Repository):
    """`work.leads`."""

    def __init__(self, session: AsyncSession, make_number: Callable[[], str] = random_number) -> None:
        super().__init__(session)
        self._make_number = make_number

    async def store(self, envelope: Envelope, due_on: date | None = None) -> StoredLead:
        """Stores a sealed lead with its grants once; the lead id is the idempotency key.

        Numbers are taken by inserting, never by looking first, so simultaneous submissions cannot collide. Raises
        StorageError when the id is known with another commitment, or the lookup id belongs to another lead.
        """
        row = lead_values(envelope, due_on)
        for _ in range(TRIES):
            number = self._make_number()
            insert = self._insert(Lead).values(**row, number=number).on_conflict_do_nothing().returning(Lead.id)
            if (await self._session.execute(insert)).first() is not None:
                await self._add_parts(envelope, due_on)
                return StoredLead(envelope.lead_id, number, created=True)
            known = await self._known(envelope)
            if known is not None:
                return known
        raise StorageError("no free lead number was found; the range of numbers is too small")

    async def visible(self, lead_id: bytes, units: Collection[str], staff_id: bytes | None) -> Lead:
        """The whole lead, as this member of `units` may see it. Raises NotFound for hidden and missing ones alike."""
        held = visible_to(units, staff_id).where(Grant.lead_id == lead_id).limit(1).scalar_subquery()
        return _found((await self._session.scalars(select(Lead).where(Lead.id == held))).first())

    async def id_of_number(self, number: str, units: Collection[str], staff_id: bytes | None) -> bytes:
        """The id behind a lead's number. A hidden number and one that does not exist both raise NotFound."""
        of_number = visible_to(units, staff_id).join(Lead, Lead.id == Grant.lead_id).where(Lead.number == number)
        return _found((await self._session.scalars(of_number.limit(1))).first())

    async def known_of(self, lead_ids: Collection[bytes], units: Collection[str], staff_id: bytes | None) -> set[bytes]:
        """Those of these leads that this member of `units` may see."""
        seen = visible_to(units, staff_id).where(Grant.lead_id.in_(lead_ids))
        return set((await self._session.scalars(seen)).all())

    async def clear_columns(self, lead_id: bytes) -> Lead:
        """A lead without its sealed parts and WITHOUT a check of rights: for the API and the machine. Or NotFound."""
        statement = select(Lead).where(Lead.id == lead_id).options(*without_sealed_parts())
        return _found((await self._session.scalars(statement)).first())

    async def numbers(self, lead_ids: Collection[bytes]) -> dict[bytes, str]:
        """Numbers by id WITHOUT a check of rights, for ids that were found by what checks them; gone ones lack."""
        rows = await self._session.execute(select(Lead.id, Lead.number).where(Lead.id.in_(lead_ids)))
        return {row.id: row.number for row in rows.all()}

    async def ids(self) -> list[bytes]:
        """Every lead's id, for checking the ledger whole."""
        return list((await self._session.scalars(select(Lead.id))).all())

    async def merged_into(self, lead_id: bytes, units: Collection[str], staff_id: bytes | None) -> list[bytes]:
        """Ids of visible leads that were merged into this one."""
        statement = visible_to(units, staff_id).join(Lead, Lead.id == Grant.lead_id).where(Lead.merged_into == lead_id)
        return list((await self._session.scalars(statement.distinct().order_by(Grant.lead_id))).all())

    async def linked_with(self, lead_id: bytes) -> list[bytes]:
        """The lead this one was merged into and those merged into it, WITHOUT a check of rights."""
        into = select(Lead.merged_into).where(Lead.id == lead_id, Lead.merged_into.is_not(None))
        from_ = select(Lead.id).where(Lead.merged_into == lead_id)
        return [one for one in (await self._session.scalars(into.union_all(from_))).all() if one is not None]

    async def change(self, lead_id: bytes, based_on: int, values: LeadValues, step: Step) -> int:
        """Changes clear columns if the lead is still at version `based_on`; returns the new version.

        Writes the history line, the grants' copies and unread marks for everybody but the actor. Raises StaleVersion
        with the kinds of the steps since, NotFound for an unknown id. Rights are the caller's to check (`visible`).
        """
        locked = select(Lead.version, Lead.state).where(Lead.id == lead_id).with_for_update()
        found = (await self._session.execute(locked)).first()
        if found is None:
            raise NotFound("no such lead")
        if found.version != based_on:
            raise StaleVersion(based_on, found.version, await self._steps_since(lead_id, based_on))
        version = based_on + 1
        await self._session.execute(update(Lead).where(Lead.id == lead_id).values(**values, version=version))
        copies = copies_for_grants(values)
        if copies:
            await self._session.execute(update(Grant).where(Grant.lead_id == lead_id).values(**copies))
        await self._add(history_line(lead_id, version, found.state, values.get("state"), step))
        await Reads(self._session).mark_unread(lead_id, except_for=step.staff_id)
        return version

    async def name_taker(self, lead_id: bytes, source: str, staff_id: bytes) -> None:
        """Writes who took a report by phone, letter or visit; called in the transaction that stores the lead."""
        await self._session.execute(update(Lead).where(Lead.id == lead_id).values(source=source, taken_by=staff_id))

    async def _known(self, envelope: Envelope) -> StoredLead | None:
        columns = select(Lead.id, Lead.number, Lead.commitment, Lead.lookup_id)
        same = (await self._session.execute(columns.where(Lead.id == envelope.lead_id))).first()
        if same is not None:
            if (same.commitment, same.lookup_id) != (envelope.commitment, envelope.lookup_id):
                raise StorageError("another lead has this id")
            return StoredLead(same.id, same.number, created=False)
        if (await self._session.execute(columns.where(Lead.lookup_id == envelope.lookup_id))).first() is not None:
            raise StorageError("another lead has this lookup id")
        return None

    async def _add_parts(self, envelope: Envelope, due_on: date | None) -> None:
        self._session.add_all(first_grants(envelope, due_on))
        if envelope.identity is not None:
            share = envelope.identity.share_two
            self._session.add(
                CustodyShare(lead_id=envelope.lead_id, unit_id=share.unit, epoch=share.epoch, sealed=share.sealed)
            )
        await self._session.flush()
        await Reads(self._session).mark_unread(envelope.lead_id)

    async def _steps_since(self, lead_id: bytes, version: int) -> tuple[str, ...]:
        statement = select(LeadEvent.kind).where(LeadEvent.lead_id == lead_id, LeadEvent.version > version)
        return tuple((await self._session.scalars(statement.order_by(LeadEvent.version))).all())


def _found(value: T | None) -> T:
    if value is None:
        raise NotFound("no such lead")
    return value

"""Entries of the access ledger: written with the act they record, never changed, found by lead, person or kind."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, tuple_

from storage.repository import Repository
from storage.tables.ledger import AccessEntry, BlockEntry, Grant, Lead, Membership, WaitingEntry
from storage.tables.types import FixedBytes, UtcTime
from storage.visible import visible_to

OF_MANY_LEADS: Final = ("ledger_exported", "searched")
"""Kinds whose entries of no lead count leads."""


@dataclass(frozen=True, slots=True)
class AccessFilter:
    """Empty fields do not filter; all given must hold. `of_no_lead` leaves out every act on a lead."""

    kinds: Collection[str] = ()
    actor_id: bytes | None = None
    lead_id: bytes | None = None
    lead_number: str | None = None
    of_no_lead: bool = False
    unit_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Access(Repository):
    """`work.access`."""

    async def add(
        self,
        entry_id: bytes,
        body: bytes,
        kind: str,
        at: datetime,
        actor_id: bytes | None = None,
        lead_id: bytes | None = None,
        unit_id: str | None = None,
    ) -> None:
        """Records an act in the transaction of that act. `body` is what the block will hash."""
        entry = AccessEntry(
            id=entry_id, body=body, kind=kind, at=at, actor_id=actor_id, lead_id=lead_id, unit_id=unit_id
        )
        self._session.add_all((entry, WaitingEntry(entry_id=entry_id)))
        await self._session.flush()

    async def add_each(self, entries: Sequence[AccessEntry]) -> None:
        """Records many acts at once: as `add` for each, written together."""
        self._session.add_all([*entries, *(WaitingEntry(entry_id=entry.id) for entry in entries)])
        await self._session.flush()

    async def page(
        self,
        units: Collection[str] | None,
        wanted: AccessFilter,
        before: tuple[datetime, bytes] | None = None,
        limit: int = 100,
    ) -> list[AccessEntry]:
        """Entries, newest first, before the (`at`, id) of the last row shown.

        Only those of no lead or of a lead that `units` may see; None is for the auditor who sees all.
        """
        return list((await self._session.scalars(newest(units, wanted, before, limit))).all())

    async def bodies(self, units: Collection[str] | None, wanted: AccessFilter, limit: int) -> list[bytes]:
        """The byte strings of the newest entries that `page` would show, without the columns beside them."""
        statement = select(AccessEntry.body).where(*_conditions(wanted), *_open_to(units))
        ordered = statement.order_by(AccessEntry.at.desc(), AccessEntry.id.desc()).limit(limit)
        return list((await self._session.scalars(ordered)).all())

    async def of_lead(self, lead_id: bytes) -> list[AccessEntry]:
        """All entries of one lead, oldest first. Rights are the caller's to check."""
        statement = select(AccessEntry).where(AccessEntry.lead_id == lead_id)
        return list((await self._session.scalars(statement.order_by(AccessEntry.at, AccessEntry.id))).all())

    async def has_acted(self, lead_id: bytes, actor_id: bytes, kinds: Collection[str], since: datetime) -> bool:
        """Whether this member has done one of these acts on the lead since then."""
        mine = select(AccessEntry.id).where(
            AccessEntry.lead_id == lead_id, AccessEntry.at >= since, AccessEntry.actor_id == actor_id,
            AccessEntry.kind.in_(kinds),
        )  # fmt: skip
        return (await self._session.scalars(mine.limit(1))).first() is not None

    async def latest(self, kind: str) -> AccessEntry | None:
        """The newest entry of a kind, for example the last backup."""
        statement = select(AccessEntry).where(AccessEntry.kind == kind).order_by(AccessEntry.at.desc()).limit(1)
        return (await self._session.scalars(statement)).first()

    async def forgotten(self) -> int:
        """Entries that are in no block and wait for none: 0, or somebody has tampered. Reads the whole ledger."""
        statement = (
            select(func.count())
            .select_from(AccessEntry)
            .outerjoin(BlockEntry, BlockEntry.entry_id == AccessEntry.id)
            .outerjoin(WaitingEntry, WaitingEntry.entry_id == AccessEntry.id)
            .where(BlockEntry.entry_id.is_(None), WaitingEntry.entry_id.is_(None))
        )
        return (await self._session.scalars(statement)).one()


def newest(
    units: Collection[str] | None, wanted: AccessFilter, before: tuple[datetime, bytes] | None, limit: int
) -> Select[AccessEntry]:
    """The statement of `Access.page`."""
    statement = select(AccessEntry).where(*_conditions(wanted), *_open_to(units))
    if before is not None:
        place = tuple_(literal(before[0], UtcTime()), literal(before[1], FixedBytes(16)))
        statement = statement.where(tuple_(AccessEntry.at, AccessEntry.id) < place)
    return statement.order_by(AccessEntry.at.desc(), AccessEntry.id.desc()).limit(limit)


def _open_to(units: Collection[str] | None) -> list[ColumnElement[bool]]:
    """Entries of no lead, and of leads that `units` may see; None sees all.

    An act on many leads at once says how many they were, so others' acts of that kind would tell of hidden leads.
    """
    if units is None:
        return []
    mine = visible_to(units, None).where(Grant.lead_id == AccessEntry.lead_id)
    members = select(Membership.staff_id).where(Membership.unit_id.in_(units), Membership.state != "waiting")
    general = AccessEntry.kind.not_in(OF_MANY_LEADS) | AccessEntry.actor_id.in_(members)
    return [or_(AccessEntry.lead_id.is_(None) & general, mine.exists())]


def _conditions(wanted: AccessFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if len(wanted.kinds) == 1:
        conditions.append(AccessEntry.kind == next(iter(wanted.kinds)))
    elif wanted.kinds:
        conditions.append(AccessEntry.kind.in_(wanted.kinds))
    if wanted.lead_number is not None:
        # A number that nobody has gives the same statement and no rows, like one of a hidden lead.
        named = select(Lead.id).where(Lead.number == wanted.lead_number).scalar_subquery()
        conditions.append(AccessEntry.lead_id == named)
    if wanted.of_no_lead:
        conditions.append(AccessEntry.lead_id.is_(None))
    for column, value in (
        (AccessEntry.actor_id, wanted.actor_id),
        (AccessEntry.lead_id, wanted.lead_id),
        (AccessEntry.unit_id, wanted.unit_id),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.since is not None:
        conditions.append(AccessEntry.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AccessEntry.at < wanted.until)
    return conditions

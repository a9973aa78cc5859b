"""Overdue leads and due days, for work that nobody's session does: it reads clear columns alone and opens nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select, update

from storage.repository import Repository
from storage.tables.ledger import NO_DUE_DAY, Grant, Lead, OverdueStage, ThreadMessage


@dataclass(frozen=True, slots=True)
class DueLead:
    """An open lead, its responsible unit and the day it is due."""

    lead_id: bytes
    unit_id: str | None
    due_on: date


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What a due day is counted from, beside the lead's history."""

    state: str
    received_hour: datetime
    due_on: date | None
    told: bool


class Overdue(Repository):
    """`work.overdue`. Without a check of rights: for the machine, never for a page."""

    async def unrecorded(self, states: Collection[str], due_before: date, stage: str, limit: int) -> list[DueLead]:
        """Leads in these states that were due before a day and of which that stage is not recorded for that day."""
        recorded = exists().where(
            OverdueStage.lead_id == Lead.id, OverdueStage.due_on == Lead.due_on, OverdueStage.stage == stage
        )
        statement = (
            select(Lead.id, Lead.unit_id, Lead.due_on)
            .where(Lead.state.in_(states), Lead.due_on < due_before, ~recorded)
            .order_by(Lead.due_on, Lead.id)
            .limit(limit)
        )
        rows = (await self._session.execute(statement)).all()
        return [DueLead(lead_id, unit_id, due_on) for lead_id, unit_id, due_on in rows if due_on is not None]

    async def note(self, lead: DueLead, stage: str) -> bool:
        """Says that a stage is recorded; False where another process was faster, or the lead moved on."""
        same = select(Lead.id).where(Lead.id == lead.lead_id, Lead.due_on == lead.due_on).with_for_update()
        if (await self._session.scalars(same)).first() is None:
            return False
        row = self._insert(OverdueStage).values(lead_id=lead.lead_id, due_on=lead.due_on, stage=stage)
        done = await self._session.execute(row.on_conflict_do_nothing().returning(OverdueStage.lead_id))
        return done.first() is not None

    async def due_from(self, states: Collection[str], day: date, after: bytes, limit: int) -> list[bytes]:
        """Ids of leads in these states that are due on that day or later, in order of id after `after`."""
        statement = select(Lead.id).where(Lead.state.in_(states), Lead.due_on >= day, Lead.id > after)
        return list((await self._session.scalars(statement.order_by(Lead.id).limit(limit))).all())

    async def facts(self, lead_id: bytes) -> ClockFacts | None:
        """What the due day is counted from; the lead is held until the transaction ends. None where it is gone."""
        columns = select(Lead.state, Lead.received_hour, Lead.due_on).where(Lead.id == lead_id).with_for_update()
        row = (await self._session.execute(columns)).first()
        if row is None:
            return None
        told = exists().where(
            ThreadMessage.lead_id == lead_id,
            ThreadMessage.sender == "staff",
            ThreadMessage.kind.in_(("acceptance", "outcome")),
        )
        return ClockFacts(row.state, row.received_hour, row.due_on, bool(await self._session.scalar(select(told))))

    async def set_due(self, lead_id: bytes, due_on: date | None) -> None:
        """Puts the recounted day into the lead and the grants' copies. The version stays: nobody's page goes stale."""
        await self._session.execute(update(Lead).where(Lead.id == lead_id).values(due_on=due_on))
        copies = update(Grant).where(Grant.lead_id == lead_id).values(due_key=due_on or NO_DUE_DAY)
        await self._session.execute(copies)

"""Lists of what is to be destroyed, and how far each has come. Nothing here is believed by its row."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from storage.errors import AlreadyDone, NotFound
from storage.repository import Repository
from storage.tables.ledger import Destruction, DestructionLine


class Destructions(Repository):
    """`work.destructions`. Who may see a list is the caller's to ask."""

    async def add(self, act: Destruction, lines: Sequence[DestructionLine]) -> None:
        """Keeps a list that was put forward."""
        await self._add(act)
        self._session.add_all(lines)
        await self._session.flush()

    async def get(self, act_id: bytes) -> Destruction:
        """One list. Raises NotFound."""
        found = await self._session.get(Destruction, act_id, populate_existing=True)
        if found is None:
            raise NotFound("no such list")
        return found

    async def newest(self, limit: int = 50) -> list[Destruction]:
        """Lists, newest first."""
        ordered = select(Destruction).order_by(Destruction.proposed_at.desc(), Destruction.id)
        return list((await self._session.scalars(ordered.limit(limit))).all())

    async def confirmed(self) -> list[Destruction]:
        """Every list that two people signed, oldest first."""
        signed = select(Destruction).where(Destruction.state.in_(("confirmed", "done")))
        return list((await self._session.scalars(signed.order_by(Destruction.decided_at, Destruction.id))).all())

    async def unfinished(self) -> list[bytes]:
        """Ids of confirmed lists of which something is still to be destroyed, oldest first."""
        begun = select(Destruction.id).where(Destruction.state == "confirmed")
        return list((await self._session.scalars(begun.order_by(Destruction.decided_at, Destruction.id))).all())

    async def count_waiting(self, now: datetime) -> int:
        """How many lists wait for a custodian."""
        waiting = select(func.count()).where(Destruction.state == "waiting", Destruction.until > now)
        return (await self._session.scalars(waiting)).one()

    async def lines(self, act_id: bytes) -> list[DestructionLine]:
        """The leads of a list."""
        theirs = select(DestructionLine).where(DestructionLine.act_id == act_id).order_by(DestructionLine.lead_id)
        return list((await self._session.scalars(theirs.execution_options(populate_existing=True))).all())

    async def slice(self, act_id: bytes, state: str, limit: int) -> list[bytes]:
        """Ids of the next leads of a list in this state."""
        these = select(DestructionLine.lead_id).where(DestructionLine.act_id == act_id, DestructionLine.state == state)
        return list((await self._session.scalars(these.order_by(DestructionLine.lead_id).limit(limit))).all())

    async def of_lead(self, lead_id: bytes) -> list[tuple[DestructionLine, Destruction]]:
        """Every list that this lead stood on, with its line, oldest first."""
        rows = await self._session.execute(
            select(DestructionLine, Destruction)
            .join(Destruction, Destruction.id == DestructionLine.act_id)
            .where(DestructionLine.lead_id == lead_id)
            .order_by(Destruction.proposed_at, Destruction.id)
        )
        return [(line, act) for line, act in rows.all()]

    async def identity_hash(self, lead_id: bytes) -> bytes | None:
        """What is left of a destroyed identity: the hash of its ciphertext, None where none was destroyed."""
        gone = DestructionLine.state.in_(("keys", "done"))
        kept = select(DestructionLine.identity_hash).where(DestructionLine.lead_id == lead_id, gone)
        return (await self._session.scalars(kept.where(DestructionLine.identity_hash.is_not(None)).limit(1))).first()

    async def move(self, act_id: bytes, before: str, after: str, **values: object) -> None:
        """From one state to another, once. Raises AlreadyDone where it is in another state by now."""
        mine = update(Destruction).where(Destruction.id == act_id, Destruction.state == before)
        if await self._changed(mine.values(state=after, **values)) != 1:
            raise AlreadyDone("this list was decided on before")

    async def mark(
        self, act_id: bytes, lead_ids: Collection[bytes], before: str, after: str, why: str | None = None
    ) -> int:
        """Takes leads of a list from one state to another; returns how many were in it."""
        these = update(DestructionLine).where(
            DestructionLine.act_id == act_id, DestructionLine.lead_id.in_(lead_ids), DestructionLine.state == before
        )
        return await self._changed(these.values(state=after, why=why))

    async def lapse(self, now: datetime) -> int:
        """Marks lists that nobody decided on in time; returns how many."""
        late = update(Destruction).where(Destruction.state == "waiting", Destruction.until <= now)
        return await self._changed(late.values(state="expired"))

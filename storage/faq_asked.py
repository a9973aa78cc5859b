"""What the exposed host keeps of questions asked in vain: MACs, until enough conversations asked the same."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select, update

from storage.repository import Repository
from storage.tables.bot import FaqMark, FaqOutbox, FaqVote


@dataclass(frozen=True, slots=True)
class Asked:
    """A normalised question that may be told to the editors; `kind` is unanswered or unhelpful."""

    id: bytes
    text: str
    kind: str
    entry_id: str
    day: date


class FaqAsked(Repository):
    """`work.faq_asked`."""

    async def mark(self, said: bytes, conversations: list[bytes], week: date) -> int:
        """Remembers that a conversation said it and returns how many did; 0 where this one had said it before.

        `conversations` are all names the conversation goes by, the present one first.
        """
        known = select(FaqMark.conversation).where(FaqMark.said == said, FaqMark.conversation.in_(conversations))
        if (await self._session.scalars(known.limit(1))).first() is not None:
            return 0
        insert = self._insert(FaqMark).values(said=said, conversation=conversations[0], week=week)
        await self._session.execute(insert.on_conflict_do_nothing())
        counted = select(func.count()).select_from(FaqMark).where(FaqMark.said == said)
        return (await self._session.scalars(counted)).one()

    async def tell(self, asked: Asked) -> None:
        """Queues a question for the editors, once an id."""
        insert = self._insert(FaqOutbox).values(
            id=asked.id, text=asked.text, kind=asked.kind, entry_id=asked.entry_id, day=asked.day
        )
        await self._session.execute(insert.on_conflict_do_nothing())

    async def vote(self, entry_id: str, day: date, helped: bool) -> None:
        """Counts one vote."""
        first = {"helped": int(helped), "unhelped": int(not helped), "sent": False}
        insert = self._insert(FaqVote).values(entry_id=entry_id, day=day, **first)
        column = FaqVote.helped if helped else FaqVote.unhelped
        more = {column.key: column + 1, "sent": False}
        await self._session.execute(insert.on_conflict_do_update(index_elements=["entry_id", "day"], set_=more))

    async def untold(self, limit: int) -> list[Asked]:
        """Questions that the ledger may lack, oldest day first."""
        rows = await self._session.scalars(select(FaqOutbox).order_by(FaqOutbox.day, FaqOutbox.id).limit(limit))
        return [Asked(row.id, row.text, row.kind, row.entry_id, row.day) for row in rows]

    async def uncounted(self, limit: int) -> list[FaqVote]:
        """Counts that the ledger may lack."""
        return list((await self._session.scalars(select(FaqVote).where(FaqVote.sent.is_(False)).limit(limit))).all())

    async def arrived(self, questions: list[Asked], votes: list[FaqVote]) -> None:
        """The ledger has these: the questions go, the counts wait for the next vote."""
        await self._session.execute(delete(FaqOutbox).where(FaqOutbox.id.in_([one.id for one in questions])))
        for one in votes:
            # A vote that came while this count was on its way is still to be sent.
            same = (FaqVote.helped == one.helped) & (FaqVote.unhelped == one.unhelped)
            mine = update(FaqVote).where(FaqVote.entry_id == one.entry_id, FaqVote.day == one.day, same)
            await self._session.execute(mine.values(sent=True))

    async def prune(self, week: date, before: date) -> int:
        """Erases marks of weeks before `week`, whose key is gone, and what is of days before `before`."""
        marks = await self._changed(delete(FaqMark).where(FaqMark.week < week))
        questions = await self._changed(delete(FaqOutbox).where(FaqOutbox.day < before))
        return marks + questions + await self._changed(delete(FaqVote).where(FaqVote.day < before))

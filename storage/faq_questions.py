"""Questions asked in vain and votes on answers, as the ledger keeps them: for 30 days."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select

from storage.repository import Repository
from storage.tables.ledger import FaqQuestion, FaqVote


@dataclass(frozen=True, slots=True)
class Votes:
    """How often an answer was said to help, and not to help."""

    helped: int = 0
    unhelped: int = 0


class FaqQuestions(Repository):
    """`work.faq_questions`."""

    async def add(self, question_id: bytes, text: str, kind: str, entry_id: str, day: date) -> bool:
        """Keeps a question; False where this id is kept already: it was sent twice."""
        insert = self._insert(FaqQuestion).values(id=question_id, text=text, kind=kind, entry_id=entry_id, day=day)
        once = insert.on_conflict_do_nothing().returning(FaqQuestion.id)
        return (await self._session.execute(once)).first() is not None

    async def newest(self, limit: int = 500) -> list[FaqQuestion]:
        """The questions, newest day first."""
        ordered = select(FaqQuestion).order_by(FaqQuestion.day.desc(), FaqQuestion.text, FaqQuestion.id)
        return list((await self._session.scalars(ordered.limit(limit))).all())

    async def with_id(self, question_id: bytes) -> FaqQuestion | None:
        """One question, None where it is settled or has ended."""
        return await self._session.get(FaqQuestion, question_id)

    async def settle(self, text: str) -> int:
        """Erases a question in all its askings; says how many there were."""
        return await self._changed(delete(FaqQuestion).where(FaqQuestion.text == text))

    async def put_votes(self, bot_id: bytes, entry_id: str, day: date, votes: Votes) -> None:
        """Keeps one bot host's count of a day, in place of an older one: sending it twice counts it once."""
        values = {"helped": votes.helped, "unhelped": votes.unhelped}
        insert = self._insert(FaqVote).values(bot_id=bot_id, entry_id=entry_id, day=day, **values)
        await self._session.execute(
            insert.on_conflict_do_update(index_elements=["bot_id", "entry_id", "day"], set_=values)
        )

    async def votes(self) -> dict[str, Votes]:
        """All votes kept, by entry."""
        counted = select(FaqVote.entry_id, func.sum(FaqVote.helped), func.sum(FaqVote.unhelped))
        rows = await self._session.execute(counted.group_by(FaqVote.entry_id))
        return {entry_id: Votes(int(helped), int(unhelped)) for entry_id, helped, unhelped in rows}

    async def prune(self, before: date) -> int:
        """Erases questions and votes of days before; says how many rows went."""
        questions = await self._changed(delete(FaqQuestion).where(FaqQuestion.day < before))
        return questions + await self._changed(delete(FaqVote).where(FaqVote.day < before))

"""What editors of questions and answers find, and what is left of their acts."""

from datetime import date

from admin.faq import book as books
from storage.access import AccessFilter
from tests.admin.desk import Desk


async def acts(desk: Desk) -> list[str]:
    kinds = ("faq_changed", "faq_restored", "faq_returned", "faq_reviewed", "faq_question_settled")
    async with desk.services.ledger.read() as work:
        return sorted(one.kind for one in await work.access.page(None, AccessFilter(kinds=kinds)))


async def served(desk: Desk) -> books.Book:
    return await books.opened(desk.services)


async def ask_in_vain(desk: Desk, text: str = "食堂几点开饭", number: int = 1, entry_id: str = "") -> None:
    kind = "unhelpful" if entry_id else "unanswered"
    async with desk.services.ledger.begin() as work:
        await work.faq_questions.add(bytes([number]) * 16, text, kind, entry_id, date(2026, 11, 20))

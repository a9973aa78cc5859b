"""没答好的问题: what three conversations of a week asked in vain, to be made an alias or set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from admin import view
from admin.doors import ServicesOf
from admin.faq import book as books
from admin.faq import editing
from admin.faq.book import Book
from admin.faq.editing import EntryRefused
from admin.pages.faq import Editor
from admin.services import Services
from admin.signed import Signed
from kit import clock
from storage.errors import NotFound
from storage.tables.ledger import FaqQuestion

router = APIRouter(prefix="/admin/faq/asked")
_SHOWN: Final = 50
Field = Annotated[str, Form()]


@dataclass(frozen=True)
class Asked:
    """One text in all its askings: the last day, how many weeks it came, what people got, and what lies near."""

    question_id: str
    text: str
    day: date
    times: int
    kinds: tuple[str, ...]
    unhelpful: tuple[str, ...]
    near: tuple[str, ...]


@router.get("")
async def asked(request: Request, signed: Editor, services: ServicesOf) -> Response:
    """The list, newest day first."""
    return await _page(request, signed, services)


@router.post("/alias")
async def alias(
    request: Request, signed: Editor, services: ServicesOf, question_id: Field = "", entry_id: Field = ""
) -> Response:
    """Make the question an alias of an entry; it leaves the list in the same transaction."""
    text = await _text(services, question_id)
    try:
        await editing.add_alias(services, signed, entry_id.strip(), text, settles=text)
    except (EntryRefused, NotFound) as refused:
        return await _page(request, signed, services, refused)
    return await _page(request, signed, services, made=entry_id.strip())


@router.post("/settle")
async def settle(request: Request, signed: Editor, services: ServicesOf, question_id: Field = "") -> Response:
    """Set the question aside."""
    await editing.settle(services, signed, await _text(services, question_id))
    return await _page(request, signed, services)


async def _text(services: Services, question_id: str) -> str:
    try:
        wanted = bytes.fromhex(question_id)
    except ValueError:
        wanted = b""
    async with services.ledger.read() as work:
        found = await work.faq_questions.with_id(wanted) if len(wanted) == 16 else None
    if found is None:
        raise NotFound("no such question")
    return found.text


async def _page(
    request: Request, signed: Signed, services: Services, refused: Exception | None = None, made: str = ""
) -> Response:
    async with services.ledger.read() as work:
        rows = await work.faq_questions.newest()
        book = await books.read(work)
    today = clock.local_day(clock.now(), services.settings.zone)
    groups = await _groups(rows, book, today)
    return view.show(
        request, "faq/asked.html", signed, status=422 if refused else 200, groups=groups[:_SHOWN],
        more=len(groups) - _SHOWN, book=book, made=made, missing=isinstance(refused, NotFound),
        problems=refused.problems if isinstance(refused, EntryRefused) else [],
    )  # fmt: skip


async def _groups(rows: list[FaqQuestion], book: Book, today: date) -> list[Asked]:
    by_text: dict[str, list[FaqQuestion]] = {}
    for row in rows:
        by_text.setdefault(row.text, []).append(row)
    return [await _group(same, book, today) for same in by_text.values()]


async def _group(same: list[FaqQuestion], book: Book, today: date) -> Asked:
    first = same[0]
    found = await books.ask(book, first.text, today)
    unhelpful = tuple(dict.fromkeys(row.entry_id for row in same if book.find(row.entry_id)))
    return Asked(
        first.id.hex(), first.text, first.day, len(same), tuple(dict.fromkeys(row.kind for row in same)), unhelpful,
        tuple(found.ids),
    )  # fmt: skip

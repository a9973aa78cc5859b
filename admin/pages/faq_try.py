"""试一试: what a bot would answer, why, and one press that makes the wording an alias."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from admin import view
from admin.doors import ServicesOf
from admin.faq import book as books
from admin.faq import editing
from admin.faq.editing import EntryRefused
from admin.pages.faq import Editor
from admin.services import Services
from admin.signed import Signed
from kit import clock

router = APIRouter(prefix="/admin/faq")
_LONGEST = 600
Typed = Annotated[str, Form()]


@router.get("/try")
async def box(request: Request, signed: Editor) -> Response:
    """An empty box."""
    return view.show(request, "faq/try.html", signed, text="", found=None, book=None, refused=None, made="")


@router.post("/try")
async def ask(request: Request, signed: Editor, services: ServicesOf, text: Typed = "") -> Response:
    """Zone, entries, scores and why. The text is in this answer alone: in no address, no log and no table."""
    return await _page(request, signed, services, text)


@router.post("/try/alias")
async def alias(
    request: Request, signed: Editor, services: ServicesOf, entry_id: Typed = "", text: Typed = ""
) -> Response:
    """Make what was tried an alias of an entry, and try it again."""
    try:
        await editing.add_alias(services, signed, entry_id, text.strip()[:_LONGEST])
    except EntryRefused as refused:
        return await _page(request, signed, services, text, refused=refused)
    return await _page(request, signed, services, text, made=entry_id)


async def _page(
    request: Request, signed: Signed, services: Services, text: str, refused: EntryRefused | None = None, made: str = ""
) -> Response:
    text = text.strip()[:_LONGEST]
    book = await books.opened(services)
    today = clock.local_day(clock.now(), services.settings.zone)
    found = await books.ask(book, text, today) if text else None
    return view.show(
        request, "faq/try.html", signed, status=422 if refused else 200, text=text, found=found, book=book,
        refused=refused, made=made,
    )  # fmt: skip

"""问答历史: every act on an entry with what it changed, and the ways back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from admin import view
from admin.doors import ServicesOf
from admin.faq import book as books
from admin.faq import editing
from admin.faq.diff import compare
from admin.faq.editing import Edit, EntryRefused
from admin.faq.merge import plain
from admin.pages.faq import Editor
from faq.corpus import shipped
from kit import language
from storage.errors import BadInput, NotFound

router = APIRouter(prefix="/admin/faq/entries/{entry_id}")
Version = Annotated[int, Form()]


@router.get("/history")
async def history(request: Request, signed: Editor, services: ServicesOf, entry_id: str, saved: str = "") -> Response:
    """Revisions, newest first, each with the lines it changed."""
    return await _page(request, signed, services, entry_id, saved=bool(saved))


@router.post("/restore")
async def restore(
    request: Request, signed: Editor, services: ServicesOf, entry_id: str, number: Annotated[int, Form()],
    version: Version = 0,
) -> Response:  # fmt: skip
    """Let an older wording hold again; it must keep today's rules."""
    try:
        await editing.restore(services, signed, entry_id, number, version)
    except EntryRefused as refused:
        return await _page(request, signed, services, entry_id, error=refused)
    return view.go(f"/admin/faq/entries/{entry_id}/history?saved=1")


@router.post("/return")
async def give_back(signed: Editor, services: ServicesOf, entry_id: str, version: Version = 0) -> Response:
    """Let the release's wording hold again; an entry made here goes, and stays in its history."""
    await editing.save(services, signed, Edit(entry_id, None, version, "returned"))
    return view.go(f"/admin/faq/entries/{entry_id}/history?saved=1")


@router.post("/keep")
async def keep(request: Request, signed: Editor, services: ServicesOf, entry_id: str, version: Version = 0) -> Response:
    """Say that the local wording holds over the release's new one."""
    try:
        await editing.keep(services, signed, entry_id, version)
    except EntryRefused:
        return view.go(f"/admin/faq/entries/{entry_id}")
    return view.go(f"/admin/faq/entries/{entry_id}?saved=1")


async def _page(
    request: Request, signed: Editor, services: ServicesOf, entry_id: str, *, saved: bool = False,
    error: BadInput | None = None,
) -> Response:  # fmt: skip
    async with services.ledger.read() as work:
        book = await books.read(work)
        rows = await work.faq_entries.history(entry_id)
        people = await work.staff.many(list({row.by for row in rows}))
    theirs = shipped().by_id.get(entry_id)
    if not rows and theirs is None:
        raise NotFound("no such entry")
    text = services.texts.bind(language.of(request))

    def label(name: str) -> str:
        return text(f"faq.field.{name}") + text("faq.colon")

    told = []
    for place, row in enumerate(rows):
        # Where the shipped wording held, a revision is compared with the one that held then.
        older = rows[place + 1] if place + 1 < len(rows) else None
        before = books.values_of((older.body or older.base) if older else row.base)
        after = books.values_of(row.body or row.base)
        told.append({"row": row, "by": people.get(row.by), "lines": compare(before, after, label)})
    return view.show(
        request, "faq/history.html", signed, error=error, book=book, entry_id=entry_id, told=told, saved=saved,
        entry=book.find(entry_id), shipped=plain(theirs) if theirs else None, version=book.based_on(entry_id),
    )  # fmt: skip

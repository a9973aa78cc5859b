"""问答: the list of entries, and the page on which one is written, checked and looked at."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from admin import view
from admin.doors import ServicesOf, needs
from admin.faq import book as books
from admin.faq import editing
from admin.faq.book import Book
from admin.faq.diff import compare
from admin.faq.editing import Edit, EntryRefused
from admin.faq.form import ACTIONS, Typed
from admin.faq.merge import plain
from admin.faq.problems import Problem
from admin.forms import Sent
from admin.roles import Role
from admin.services import Services
from admin.setup.desk import contacts
from admin.signed import Signed
from faq.answer import Rendered, render
from faq.corpus import shipped
from faq.entry import Entry
from kit import clock, language
from storage.errors import NotFound

router = APIRouter(prefix="/admin/faq")


async def editor(signed: Annotated[Signed, Depends(needs(Role.EDITOR, Role.OFFICE))]) -> Signed:
    """Whoever may edit; raises `NotAllowed` for others."""
    editing.refuse_others(signed.member)
    return signed


Editor = Annotated[Signed, Depends(editor)]


@router.get("")
async def entries(request: Request, signed: Editor, services: ServicesOf, show: str = "") -> Response:
    """All entries; `show` is edited (those touched here) or review (where the release has new words)."""
    async with services.ledger.read() as work:
        book = await books.read(work)
        votes = await work.faq_questions.votes()
    review = [entry for entry in book.corpus.entries if book.to_review(entry.id)]
    chosen = {
        "review": review,
        "edited": [entry for entry in book.corpus.entries if book.origin(entry.id) != "shipped"],
    }.get(show, list(book.corpus.entries))
    today = clock.local_day(clock.now(), services.settings.zone)
    return view.show(
        request, "faq/list.html", signed, book=book, entries=chosen, review=len(review), votes=votes, showing=show,
        today=today,
    )  # fmt: skip


@router.get("/new")
async def new(request: Request, signed: Editor, services: ServicesOf) -> Response:
    """An empty form."""
    return await _page(request, signed, services, await books.opened(services), Typed.empty(), new=True)


@router.post("/new")
async def create(request: Request, signed: Editor, services: ServicesOf, sent: Sent) -> Response:
    """Keep a new entry, or only look at it."""
    typed = Typed.sent(sent)
    book = await books.opened(services)
    if sent.text("press") == "check":
        return await _page(request, signed, services, book, typed, new=True, checked=True)
    entry_id = typed.fields["id"]
    edit = Edit(entry_id, typed.values(), book.based_on(entry_id), new=True)
    return await _saved(request, signed, services, typed, edit)


@router.post("/check")
async def look(request: Request, signed: Editor, services: ServicesOf, sent: Sent) -> Response:
    """The part of the page below the form, for the script that asks while one types."""
    book = await books.opened(services)
    entry_id = sent.text("entry")
    problems, preview = await _looked_at(services, book, entry_id, Typed.sent(sent, entry_id))
    return view.show(request, "faq/checked.html", signed, problems=problems, preview=preview)


@router.get("/entries/{entry_id}")
async def entry(request: Request, signed: Editor, services: ServicesOf, entry_id: str, saved: str = "") -> Response:
    """One entry as it holds."""
    book = await books.opened(services)
    return await _page(request, signed, services, book, Typed.of(_found(book, entry_id)), saved=bool(saved))


@router.post("/entries/{entry_id}")
async def change(request: Request, signed: Editor, services: ServicesOf, entry_id: str, sent: Sent) -> Response:
    """Keep what was typed, or only look at it; what breaks a rule comes back with everything that was typed."""
    book = await books.opened(services)
    _found(book, entry_id)
    typed = Typed.sent(sent, entry_id)
    if sent.text("press") == "check":
        return await _page(request, signed, services, book, typed, checked=True, version=sent.number("version"))
    edit = Edit(entry_id, typed.values(), sent.number("version"))
    return await _saved(request, signed, services, typed, edit)


async def _saved(request: Request, signed: Signed, services: Services, typed: Typed, edit: Edit) -> Response:
    problems = typed.too_long()
    if not problems:
        try:
            await editing.save(services, signed, edit)
        except EntryRefused as refused:
            problems = refused.problems
    if not problems:
        return view.go(f"/admin/faq/entries/{edit.entry_id}?saved=1")
    book = await books.opened(services)
    return await _page(
        request, signed, services, book, typed, new=edit.new, checked=True, version=edit.based_on, status=422
    )


async def _page(
    request: Request,
    signed: Signed,
    services: Services,
    book: Book,
    typed: Typed,
    *,
    new: bool = False,
    checked: bool = False,
    saved: bool = False,
    version: int | None = None,
    status: int = 200,
) -> Response:
    entry_id = "" if new else typed.fields["id"]
    problems, preview = await _looked_at(services, book, entry_id, typed) if checked or not new else ([], None)
    return view.show(
        request, "faq/edit.html", signed, status=status, typed=typed.fields, new=new, saved=saved,
        version=book.based_on(entry_id) if version is None else version, actions=ACTIONS, book=book,
        problems=problems, preview=preview, review=_review(request, services, book, entry_id),
    )  # fmt: skip


async def _looked_at(
    services: Services, book: Book, entry_id: str, typed: Typed
) -> tuple[list[Problem], Rendered | None]:
    """What is wrong with the form, and how a citizen would read it once nothing is."""
    problems = typed.too_long()
    if problems:
        return problems, None
    found, problems = await editing.check(book, entry_id, typed.values())
    if found is None:
        return problems, None
    async with services.ledger.read() as work:
        return [], render(found, await contacts(work))


def _review(request: Request, services: Services, book: Book, entry_id: str) -> dict[str, Any] | None:
    """What the release changed since the local edit was made over it, and what is different here now."""
    local = book.local(entry_id)
    if local is None or not book.to_review(entry_id):
        return None
    text = services.texts.bind(language.of(request))

    def label(name: str) -> str:
        return text(f"faq.field.{name}") + text("faq.colon")

    theirs = shipped().by_id.get(entry_id)
    present = plain(theirs) if theirs else None
    base = books.values_of(local.base)
    return {
        "gone": theirs is None,
        "broken": entry_id in book.merged.broken,
        "theirs": compare(base, present, label),
        "ours": compare(present, books.values_of(local.body), label),
    }


def _found(book: Book, entry_id: str) -> Entry:
    entry = book.find(entry_id)
    if entry is None:
        raise NotFound("no such entry")
    return entry

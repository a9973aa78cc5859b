"""Editing an entry: checked by the corpus's own rules, kept as a new revision, recorded. Nobody overwrites another."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from admin import access
from admin.access import AccessKind
from admin.faq import book as books
from admin.faq.book import Book
from admin.faq.merge import as_json, draft, merge, plain
from admin.faq.problems import MINE, Problem, lines, problem
from admin.roles import Role
from admin.services import Services
from admin.signed import Member, Signed
from faq import corpus, validate
from faq.corpus import shipped
from faq.entry import Entry
from faq.errors import CorpusError
from faq.text import bare
from kit import clock
from storage.errors import AlreadyDone, BadInput, NotAllowed, NotFound
from storage.faq_entries import FaqChange
from storage.vault.policy_document import UnitKind

_TRIES: Final = 5
_KINDS: Final = {
    "edited": AccessKind.FAQ_CHANGED,
    "alias": AccessKind.FAQ_CHANGED,
    "restored": AccessKind.FAQ_RESTORED,
    "returned": AccessKind.FAQ_RETURNED,
    "kept": AccessKind.FAQ_REVIEWED,
}


class EntryRefused(BadInput):
    """An entry breaks rules of the corpus; nothing was kept."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("faq.refused")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to hold: `values` of the entry, or None for the shipped wording, over revision `based_on`.

    `new`: the id must not be in use. `settles` is a question asked in vain that this edit answers; it leaves the list
    in the same transaction.
    """

    entry_id: str
    values: Mapping[str, Any] | None
    based_on: int
    act: str = "edited"
    settles: str = ""
    new: bool = False


def may_edit(member: Member) -> bool:
    """Editors, and the office; the escalation unit screens leads too, but does not speak for the office."""
    of_the_office = member.may(Role.OFFICE) and UnitKind.OFFICE.value in member.units
    return member.may(Role.EDITOR) or of_the_office


def refuse_others(member: Member) -> None:
    """Raises `NotAllowed` for whoever may not edit."""
    if not may_edit(member):
        raise NotAllowed("only editors and the office change questions and answers")


async def check(book: Book, entry_id: str, values: Mapping[str, Any]) -> tuple[Entry | None, list[Problem]]:
    """The entry as bots would get it, or what is wrong with it. Runs in a thread, about 0.1 s."""
    return await asyncio.to_thread(_checked, book, entry_id, values)


async def save(services: Services, signed: Signed, edit: Edit) -> None:
    """Keep an edit; raises `NotAllowed`, `EntryRefused`, or `StaleVersion` where somebody was faster."""
    refuse_others(signed.member)
    for _ in range(_TRIES):
        book = await books.opened(services)
        change = await _change(book, signed, edit)
        try:
            async with services.ledger.begin() as work:
                kept = await work.faq_entries.save(change, edit.based_on, book.serial, clock.now())
                if edit.settles:
                    await work.faq_questions.settle(edit.settles)
                details = f"{edit.entry_id}:{kept.number}"
                await access.record(work, _KINDS[edit.act], signed, details=details)
        except AlreadyDone:
            # Another entry changed meanwhile: this one is checked against it and tried again.
            continue
        return
    raise AlreadyDone("others change entries all the time")


async def add_alias(services: Services, signed: Signed, entry_id: str, wording: str, settles: str = "") -> None:
    """Make a wording an alias of an entry as it stands; one that it has already changes nothing.

    Raises what `save` raises, and `NotFound` where there is no such entry.
    """
    book = await books.opened(services)
    entry = book.find(entry_id)
    if entry is None:
        raise NotFound("no such entry")
    if bare(wording) in {bare(known) for known in entry.wordings}:
        await _settle_alone(services, signed, settles)
        return
    values = plain(entry)
    values["aliases"] = [*values.get("aliases", ()), wording]
    await save(services, signed, Edit(entry_id, values, book.based_on(entry_id), "alias", settles))


async def restore(services: Services, signed: Signed, entry_id: str, number: int, based_on: int) -> None:
    """Let an older revision hold again; raises what `save` raises, and `NotFound`."""
    refuse_others(signed.member)
    async with services.ledger.read() as work:
        history = {row.number: row for row in await work.faq_entries.history(entry_id)}
    if number not in history:
        raise NotFound("no such revision")
    values = books.values_of(history[number].body)
    await save(services, signed, Edit(entry_id, values, based_on, "restored" if values else "returned"))


async def keep(services: Services, signed: Signed, entry_id: str, based_on: int) -> None:
    """Say that the local wording still holds over the release's new one; raises what `save` raises, and `NotFound`."""
    book = await books.opened(services)
    local = book.local(entry_id)
    if local is None:
        raise NotFound("no local edit of this entry")
    await save(services, signed, Edit(entry_id, books.values_of(local.body), based_on, "kept"))


async def settle(services: Services, signed: Signed, text: str) -> None:
    """Take a question off the list; raises `NotAllowed`."""
    refuse_others(signed.member)
    await _settle_alone(services, signed, text)


async def _settle_alone(services: Services, signed: Signed, text: str) -> None:
    refuse_others(signed.member)
    if not text:
        return
    async with services.ledger.begin() as work:
        count = await work.faq_questions.settle(text)
        await access.record(work, AccessKind.FAQ_QUESTION_SETTLED, signed, details=str(count))


async def _change(book: Book, signed: Signed, edit: Edit) -> FaqChange:
    theirs = shipped().by_id.get(edit.entry_id)
    base = as_json(theirs) if theirs else None
    body = None
    if edit.values is not None:
        entry, problems = await check(book, "" if edit.new else edit.entry_id, edit.values)
        if entry is None:
            raise EntryRefused(problems)
        body = as_json(entry)
    # An entry edited back to the release's own words follows the release again.
    return FaqChange(edit.entry_id, None if body == base else body, base, edit.act, signed.member.staff_id)


def _checked(book: Book, entry_id: str, values: Mapping[str, Any]) -> tuple[Entry | None, list[Problem]]:
    others = [draft(plain(entry), entry.id) for entry in book.corpus.entries if entry.id != entry_id]
    mine = draft(values, MINE)
    mine.lines = lines(values)
    try:
        entry = validate.checked([*others, mine])[-1]
        local = {row.entry_id: row.body for row in book.revisions.values() if row.body is not None}
        corpus.loads(merge(tuple(sorted({**local, entry.id: as_json(entry)}.items()))).corpus.to_json())
    except CorpusError as error:
        return None, [problem(sentence) for sentence in error.problems]
    return entry, []

"""Who may be put in charge of a lead, and whose name the reporter has spoken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case
from admin.leads.writing import keep_note
from faq.names import toneless
from kit.same_name import named_in
from storage.errors import BadInput
from storage.tables.ledger import Staff

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class Officer:
    """A member of staff with the units they belong to. The name does not print."""

    staff_id: bytes
    name: str = field(repr=False)
    pinyin: str = field(repr=False)
    units: frozenset[str]


class ConflictWarned(BadInput):
    """The reporter named somebody of the unit: nothing was done, and it is done only with a written reason."""

    def __init__(self, names: str) -> None:
        super().__init__("shield.warned", names=names)


async def eligible(work: LedgerWork, case: Case, unit: str | None) -> list[Staff]:
    """Members of a unit who may have the lead: joined, not disabled, and it is not shut to them."""
    if unit is None:
        return []
    joined = [row.staff_id for row in await work.memberships.of_unit(unit, "joined")]
    shut, found = await work.bars.shut_out(case.lead.id), await work.staff.many(joined)
    members = [found[staff_id] for staff_id in joined if staff_id in found]
    return [member for member in members if member.disabled_at is None and member.id not in shut]


async def named_officers(work: LedgerWork, case: Case) -> tuple[Officer, ...]:
    """Of *all* who work here and whom the lead is not shut to, those whom the reporter's words about people name.

    The bot knows unit leaders and receivers alone; here the whole staff list is compared, in the opened lead.
    """
    content = case.opened.content
    if content is None:
        return ()
    shut = await work.bars.shut_out(case.lead.id)
    units: dict[bytes, set[str]] = {}
    for row in await work.memberships.all():
        if row.state in ("joined", "renewing"):
            units.setdefault(row.staff_id, set()).add(row.unit_id)
    staff = [one for one in await work.staff.all() if one.disabled_at is None and one.id not in shut]
    officers = [Officer(one.id, one.name, toneless(one.name), frozenset(units.get(one.id, ()))) for one in staff]
    return named_in(f"{content.official_names}\n{content.who}", officers, toneless)


async def check_conflict(
    work: LedgerWork, signed: Signed, case: Case, unit: str, reason: str, at: datetime, chosen: bytes | None = None
) -> None:
    """Before a lead goes to `unit` (or to its member `chosen`): warn of each member whom the reporter named.

    Without a reason nothing happens: raises `ConflictWarned`. With one it is recorded, the names under the lead's seal
    alone. Nobody overrules the match of their own name: that raises `BadInput` whatever the reason.
    """
    found = [one for one in await named_officers(work, case) if unit in one.units]
    me = signed.member.staff_id
    if chosen == me and any(one.staff_id == me for one in found):
        raise BadInput("shield.oneself")
    if not found:
        return
    if not reason.strip():
        raise ConflictWarned(_names(found))
    await keep_note(work, signed, case.writable(), "conflict", f"{_names(found)}\n{reason.strip()}", at)
    await access.record(work, AccessKind.CONFLICT_OVERRULED, signed, case.lead.id, unit=unit, at=at)


def _names(officers: Iterable[Officer]) -> str:
    return "、".join(one.name for one in officers)

"""A unit's index in a member's session: kept from the first opening of a lead on, never filled by a job.

Nobody but a member who has just opened a lead can write its text, and nobody but a member can read it again. What goes
in comes from the content alone; see `traces`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from admin import access
from admin.access import AccessKind
from admin.leads.case import Case
from admin.leads.traces import Trace, search_text, traces_of
from storage.errors import NoReceiver, NotAllowed, SealBroken
from storage.report import Content
from storage.routing import unit_key
from storage.tables.ledger import SearchText
from storage.vault.index import Holder, UnitIndex
from storage.vault.policy_document import PolicyDocument

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork


@dataclass(frozen=True, slots=True)
class Similar:
    """One trace of a lead, and the numbers of the unit's other leads in which it stands too, newest first."""

    trace: Trace
    numbers: tuple[str, ...]


async def opened_indexes(work: LedgerWork, signed: Signed, unit: str) -> list[UnitIndex]:
    """The unit's indexes of every epoch that this session opens, oldest first. A broken one is recorded."""
    found: dict[int, UnitIndex] = {}
    for row in await work.lead_index.keys_of(unit):
        try:
            index = signed.keyring.index(unit, row.epoch, row.sealed_to, row.sealed)
            found.setdefault(row.epoch, index)
        except NotAllowed:
            continue
        except SealBroken:
            await access.record(work, AccessKind.SEAL_BROKEN, signed, unit=unit, details="index")
    return list(found.values())


async def keep_searchable(work: LedgerWork, signed: Signed, case: Case, policy: PolicyDocument) -> None:
    """Keep the lead's text and tags for each of the member's units that hold it, under the index key in force."""
    content = case.opened.content
    if content is None:
        return
    for unit in dict.fromkeys(grant.unit_id for grant in case.grants):
        index = await _in_force(work, signed, policy, unit)
        if index is None or _holds(index, await work.lead_index.text_of(case.lead.id, unit)):
            continue
        sealed = index.seal_text(case.lead.id, search_text(content, _area(policy, content)))
        tags = [index.tag(trace.kind.value, trace.value) for trace in traces_of(content)]
        await work.lead_index.put(case.lead.id, unit, index.epoch, sealed, tags)


async def similar_to(work: LedgerWork, signed: Signed, case: Case) -> list[Similar]:
    """The unit's other leads in which a phone, plate or name of this one stands too, as their tags tell.

    A member of two units sees what each of them holds; a tag of one unit is never compared with one of another.
    """
    traces = traces_of(case.opened.content) if case.opened.content else ()
    numbers: dict[Trace, dict[str, None]] = defaultdict(dict)
    for unit in dict.fromkeys(grant.unit_id for grant in case.grants) if traces else ():
        tagged = {
            index.tag(trace.kind.value, trace.value): trace
            for index in await opened_indexes(work, signed, unit)
            for trace in traces
        }
        for tag, number in await work.lead_index.sharing(unit, signed.member.staff_id, case.lead.id, list(tagged)):
            numbers[tagged[tag]][number] = None
    return [Similar(trace, tuple(numbers[trace])) for trace in traces if trace in numbers]


async def seal_on(work: LedgerWork, unit: str, older: Holder, newer: Holder) -> int:
    """Seal the unit's index keys that `older` holds to `newer` too; says how many.

    Part of a rotation, in the transaction that seals the old unit seed to the new epoch. Texts and tags stay as they
    are: the next opening of a lead puts them under the new epoch's own key. Once every grant is sealed anew, the copies
    for older epochs go by `work.lead_index.drop_keys`.
    """
    held = [row for row in await work.lead_index.keys_of(unit) if row.sealed_to == older.epoch]
    for row in held:
        index = UnitIndex.open(unit, row.epoch, row.sealed, older)
        await work.lead_index.add_key(unit, row.epoch, newer.epoch, index.seal_for(newer))
    return len(held)


async def _in_force(work: LedgerWork, signed: Signed, policy: PolicyDocument, unit: str) -> UnitIndex | None:
    """The index of the epoch that the policy names, made now if there is none; None where this session cannot."""
    try:
        epoch = unit_key(policy, unit).epoch
    except NoReceiver:
        return None
    if not signed.keyring.holds(unit, epoch):
        return None
    if not any(row.epoch == epoch for row in await work.lead_index.keys_of(unit)):
        made = UnitIndex.generate(unit, epoch)
        holder = Holder(epoch, signed.keyring.unit_pair(unit, epoch))
        if await work.lead_index.add_key(unit, epoch, epoch, made.seal_for(holder)):
            return made
    return next((index for index in await opened_indexes(work, signed, unit) if index.epoch == epoch), None)


def _holds(index: UnitIndex, kept: SearchText | None) -> bool:
    """Whether the text is there, under this key, and whole."""
    if kept is None or kept.epoch != index.epoch:
        return False
    try:
        index.open_text(kept.lead_id, kept.sealed)
    except SealBroken:
        return False
    return True


def _area(policy: PolicyDocument, content: Content) -> str:
    return next((area.name for area in policy.areas if area.id == content.place.area), "")

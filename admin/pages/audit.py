"""The auditor's room: the state of the chain, what stands out, and every entry that this auditor may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from admin.access import AccessKind, record
from admin.auditing import room
from admin.auditing.alarms import alarms
from admin.auditing.listing import PAGE_SIZE, EntryListing
from admin.auditing.patterns import Finding, Rule
from admin.auditing.reasons import reasons_of
from admin.doors import ServicesOf, needs
from admin.leads.words import Words, document_of, names_of
from admin.retention.fate import ends_of
from admin.roles import Role
from admin.signed import Signed
from admin.view import show
from kit import clock, language
from storage.tables.ledger import AccessEntry, Staff
from storage.unit_of_work import LedgerWork
from storage.vault.chain import read_entry
from storage.vault.policy_document import PolicyDocument

router = APIRouter(prefix="/admin/audit")
Auditor = Annotated[Signed, Depends(needs(Role.AUDITOR))]
PERIODS: Final = (1, 7, 30)
USUAL_PERIOD: Final = 7


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page of entries is made of."""

    entries: Sequence[AccessEntry]
    more: bool
    numbers: Mapping[bytes, str]
    reasons: Mapping[bytes, str]
    staff: Sequence[Staff]
    sees_all: bool
    policy: PolicyDocument | None

    @property
    def details(self) -> dict[bytes, str]:
        """Each entry's short code, from the bytes that the block holds."""
        return {entry.id: read_entry(entry.body).details for entry in self.entries}


@router.get("")
async def overview(request: Request, signed: Auditor, services: ServicesOf) -> Response:
    """Chain, alarms and findings of the last days."""
    now, zone = clock.now(), services.settings.zone
    days = next((days for days in PERIODS if request.query_params.get("days") == str(days)), USUAL_PERIOD)
    since = clock.start_of_day(now - timedelta(days=days - 1), zone)
    state = await room.chain_state(services.ledger, now)
    async with services.ledger.read() as work:
        units = await room.scope_of(work, signed.member)
        judged = await room.judge(work, units, since, zone)
        backup = await work.access.latest(AccessKind.BACKUP_MADE)
        # A lead that names somebody never excludes custody, which holds half of each key.
        ends = await ends_of(work, None if signed.member.is_custodian else units)
        people = await names_of(work, (finding.actor for finding in judged.findings))
    async with services.ledger.begin() as work:
        await record(work, AccessKind.AUDIT_OPENED, signed, details="overview")
    words = Words(services.texts, language.of(request), zone, people=people)
    return show(
        request, "audit/overview.html", signed, w=words, state=state, alarms=alarms(state, now), judged=judged,
        days=days, periods=PERIODS, backup=backup, ends=ends, sees_all=units is None, now=now,
        links=[_entries_of(finding).query() for finding in judged.findings],
    )  # fmt: skip


@router.get("/entries")
async def entries(request: Request, signed: Auditor, services: ServicesOf) -> Response:
    """One keyset page, newest first. That an auditor looks is an entry too, once for each filter."""
    listing, zone = EntryListing.read(dict(request.query_params)), services.settings.zone
    async with services.ledger.begin() as work:
        if listing.before is None:
            await record(work, AccessKind.AUDIT_OPENED, signed, details="entries")
        shown = await _read(work, services, signed, listing)
    people = {member.id: member.name for member in shown.staff}
    words = Words(services.texts, language.of(request), zone, shown.policy, people)
    return show(
        request, "audit/entries.html", signed, w=words, listing=listing, shown=shown, now=clock.now(),
        kinds=sorted(AccessKind, key=lambda kind: words.word("act", kind.value)),
        older=listing.after(shown.entries[-1]) if shown.more else None,
    )  # fmt: skip


def _entries_of(finding: Finding) -> EntryListing:
    """Where a finding's entries are to be read. A night ends on the day after the one that it counts to."""
    day = None if finding.rule is Rule.NIGHT else finding.day
    kind = "" if finding.actor else AccessKind.SIGN_IN_FAILED.value
    return EntryListing(kind=kind, person=finding.actor or None, day=day)


async def _read(work: LedgerWork, services: ServicesOf, signed: Signed, listing: EntryListing) -> Shown:
    units = await room.scope_of(work, signed.member)
    found = await work.access.page(units, listing.wanted(services.settings.zone), listing.before, PAGE_SIZE + 1)
    rows = found[:PAGE_SIZE]
    return Shown(
        entries=rows,
        more=len(found) > PAGE_SIZE,
        numbers=await work.leads.numbers({row.lead_id for row in rows if row.lead_id}),
        reasons=await reasons_of(work, signed, rows),
        staff=await work.staff.all(),
        sees_all=units is None,
        policy=await document_of(work),
    )

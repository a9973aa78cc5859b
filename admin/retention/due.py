"""Which leads are due: read with what the access ledger says of them, and judged one by one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from admin import policy_book
from admin.access import AccessKind
from admin.leads.case import open_sealed
from admin.retention.terms import MOST_LEADS, term_of
from admin.workflow.retention import LeadFacts, Stays, Verdict, judge
from admin.workflow.rewards import RewardState
from admin.workflow.states import State
from kit.clock import local_day
from storage.retention import Kept
from storage.tables.ledger import AccessEntry
from storage.vault.chain import read_entry
from storage.vault.policy_document import UnitKind

if TYPE_CHECKING:
    from admin.signed import Signed
    from storage.unit_of_work import LedgerWork

_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Term:
    """The days of the term, and today, where the office is."""

    days: int
    today: date
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lead whose term is over, and what is thought of it."""

    kept: Kept
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Due:
    """What a member may put on a list, and what stays although its term is over. `more`: there are further ones."""

    ready: Sequence[Candidate]
    held: Sequence[Candidate]
    more: bool


async def term_at(work: LedgerWork, now: datetime, zone: ZoneInfo) -> Term:
    """The term as it holds now."""
    return Term(await term_of(work), local_day(now, zone), zone)


async def find(work: LedgerWork, signed: Signed, term: Term) -> Due:
    """What is due of the leads that this member may see, oldest closing first; at most one list of it."""
    ready: list[Candidate] = []
    held: list[Candidate] = []
    units, me = signed.member.units, signed.member.staff_id
    closed_by, after = term.today - timedelta(days=term.days), None
    while len(ready) <= MOST_LEADS:
        page = await work.retention.past(units, me, closed_by, _PAGE, after)
        for kept in page:
            verdict = await judged(work, kept, term, await is_hidden(work, signed, kept))
            if verdict.is_due and not kept.waiting:
                ready.append(Candidate(kept, verdict))
            elif not kept.waiting and Stays.HIDDEN not in verdict.stays:
                held.append(Candidate(kept, verdict))
        if len(page) < _PAGE or page[-1].closed_on is None:
            break
        after = (page[-1].closed_on, page[-1].lead_id)
    return Due(ready[:MOST_LEADS], held[:MOST_LEADS], len(ready) > MOST_LEADS or len(held) > MOST_LEADS)


async def judged(work: LedgerWork, kept: Kept, term: Term, hidden: bool = False) -> Verdict:
    """Whether a lead is due, with the day of closing as the access ledger has it."""
    recorded = closing_day(await work.access.of_lead(kept.lead_id), term.zone)
    facts = LeadFacts(
        state=State(kept.state),
        closed_on=kept.closed_on,
        recorded_on=recorded,
        last_wrote=local_day(kept.last_wrote, term.zone) if kept.last_wrote else None,
        reward=RewardState(kept.reward) if kept.reward else None,
        protected=kept.protected,
        identity=kept.identity,
        words=bool(kept.words),
        hidden=hidden,
    )
    return judge(facts, term.days, term.today)


def closing_day(entries: Collection[AccessEntry], zone: ZoneInfo) -> date | None:
    """The day of the newest change of state, if that was closing; by the chained bytes, whatever columns say."""
    acts = [entry for entry in map(read_entry, (row.body for row in entries)) if entry.kind == AccessKind.LEAD_STATE]
    newest = max(acts, key=lambda entry: entry.at, default=None)
    return local_day(newest.at, zone) if newest is not None and newest.details == State.CLOSED else None


async def is_hidden(work: LedgerWork, signed: Signed, kept: Kept) -> bool:
    """Whether the lead excludes custody, which then learns of it by no list; so too where it does not open."""
    if not kept.restricted:
        return False
    opened = await open_sealed(work, signed, kept.lead_id)
    custody = (await policy_book.required(work)).document.only(UnitKind.CUSTODY).id
    return opened is None or opened.content is None or custody in opened.excluded

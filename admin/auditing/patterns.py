"""What stands out in the access ledger: pure rules over acts, one function a rule, each with its limit in `LIMITS`.

A rule finds a reason to ask, never guilt: every finding is shown with the words that say why. There is at most one
finding a rule, person and day of the office. All acts must be given, oldest first or not.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from admin.access import AccessKind
from admin.workflow.standing import Standing


class Rule(StrEnum):
    """The closed list of what is looked for, in the order in which findings are shown."""

    BROKEN_SEALS = "broken_seals"
    UNEXPLAINED = "unexplained"
    BULK_VIEWS = "bulk_views"
    COLLEAGUES = "colleagues"
    NIGHT = "night"
    SEARCHES = "searches"
    EXPORTS = "exports"
    LARGE_EXPORTS = "large_exports"
    PRINTS = "prints"
    IDENTITY = "identity"
    FAILED_SIGN_INS = "failed_sign_ins"
    UNKNOWN_SIGN_INS = "unknown_sign_ins"


LIMITS: Final = {
    Rule.BROKEN_SEALS: 1,
    Rule.UNEXPLAINED: 1,
    Rule.BULK_VIEWS: 30,
    Rule.COLLEAGUES: 5,
    Rule.NIGHT: 3,
    Rule.SEARCHES: 30,
    Rule.EXPORTS: 3,
    Rule.LARGE_EXPORTS: 500,
    Rule.PRINTS: 10,
    Rule.IDENTITY: 3,
    Rule.FAILED_SIGN_INS: 5,
    Rule.UNKNOWN_SIGN_INS: 20,
}
"""From which number on a rule speaks."""
NIGHT_BEGINS: Final = 22
NIGHT_ENDS: Final = 6
IDENTITY_PREFIX: Final = "identity_"
"""Kinds of acts on an identity (asked for, approved, opened) begin with this."""
_HOUR: Final = timedelta(hours=1)
_WEEK: Final = timedelta(days=7)
_LOOKS: Final = frozenset(
    {AccessKind.LEAD_VIEWED, AccessKind.LEAD_PRINTED, AccessKind.LEDGER_EXPORTED, AccessKind.SEARCHED}
)


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of the access ledger as the rules see it; `actor` is empty for a machine or an unknown account."""

    kind: str
    actor: bytes
    lead: bytes
    at: datetime
    details: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """`count` is what was found on this day, `limit` from where on it is shown."""

    rule: Rule
    actor: bytes
    day: date
    count: int

    @property
    def limit(self) -> int:
        return LIMITS[self.rule]


Found = Iterator[tuple[bytes, date, int]]
"""Person, day, number; those below the rule's limit are left out afterwards."""


def findings(acts: Iterable[Act], zone: ZoneInfo) -> list[Finding]:
    """All findings, newest day first, by rule within a day."""
    ordered = sorted(acts, key=lambda act: act.at)
    found: dict[tuple[Rule, bytes, date], int] = {}
    for rule, look in _RULES.items():
        for actor, day, count in look(ordered, zone):
            if count >= LIMITS[rule]:
                found[rule, actor, day] = max(count, found.get((rule, actor, day), 0))
    order = list(Rule)
    listed = [Finding(rule, actor, day, count) for (rule, actor, day), count in found.items()]
    return sorted(listed, key=lambda one: (-one.day.toordinal(), order.index(one.rule), -one.count, one.actor))


def wants(kind: str) -> bool:
    """Whether any rule looks at acts of this kind."""
    return kind in _LOOKED_AT or kind.startswith(IDENTITY_PREFIX)


def _broken_seals(acts: Sequence[Act], zone: ZoneInfo) -> Found:
    return _a_day(acts, zone, AccessKind.SEAL_BROKEN)


def _unexplained(acts: Sequence[Act], zone: ZoneInfo) -> Found:
    """Views of colleagues' leads on a day on which no reason was given for that lead."""
    given = {(act.actor, act.lead, _day(act, zone)) for act in acts if act.kind == AccessKind.VIEW_REASON}
    leads: dict[tuple[bytes, date], set[bytes]] = defaultdict(set)
    for act in _views(acts, Standing.OTHERS):
        if (act.actor, act.lead, _day(act, zone)) not in given:
            leads[act.actor, _day(act, zone)].add(act.lead)
    return ((actor, day, len(seen)) for (actor, day), seen in leads.items())


def _bulk_views(acts: Sequence[Act], zone: ZoneInfo) -> Found:
    """Different leads opened by one person within any hour."""
    return _within(_views(acts), _HOUR, zone, distinct_leads=True)


def _colleagues(acts: Sequence[Act], zone: ZoneInfo) -> Found:
    """Different leads of colleagues that one person opened in a day."""
    leads: dict[tuple[bytes, date], set[bytes]] = defaultdict(set)
    for act in _views(acts, Standing.OTHERS):
        leads[act.actor, _day(act, zone)].add(act.lead)
    return ((actor, day, len(seen)) for (actor, day), seen in leads.items())


def _night(acts: Sequence[Act], zone: ZoneInfo) -> Found:
    """Looks between 22 and 6 o'clock; a night counts to the day on which it began."""
    counts: dict[tuple[bytes, date], int] = defaultdict(int)
    for act in acts:
        local = act.at.astimezone(zone)
        if act.kind in _LOOKS and (local.hour >= NIGHT_BEGINS or local.hour < NIGHT_ENDS):
            counts[act.actor, (local - timedelta(hours=NIGHT_ENDS)).date()] += 1
    return ((actor, day, count) for (actor, day), count in counts.items())


def _searches(acts: Sequence[Act], zone: ZoneInfo) -> Found:
    return _a_day(acts, zone, AccessKind.SEARCHED)


def _exports(acts: Sequence[Act], zone: ZoneInfo) -> Found:
    return _a_day(_whole_exports(acts), zone, AccessKind.LEDGER_EXPORTED)


def _large_exports(acts: Sequence[Act], zone: ZoneInfo) -> Found:
    """Rows of all exports of one person in a day."""
    rows: dict[tuple[bytes, date], int] = defaultdict(int)
    for act in _whole_exports(acts):
        rows[act.actor, _day(act, zone)] += int(act.details) if act.details.isdecimal() else 0
    return ((actor, day, count) for (actor, day), count in rows.items())


def _prints(acts: Sequence[Act], zone: ZoneInfo) -> Found:
    return _a_day(acts, zone, AccessKind.LEAD_PRINTED)


def _identity(acts: Sequence[Act], zone: ZoneInfo) -> Found:
    """Acts on identities by one person within seven days."""
    return _within((act for act in acts if act.kind.startswith(IDENTITY_PREFIX)), _WEEK, zone)


def _failed_sign_ins(acts: Sequence[Act], zone: ZoneInfo) -> Found:
    """Wrong passwords or codes for one account within an hour."""
    return _within((act for act in acts if act.kind == AccessKind.SIGN_IN_FAILED and act.actor), _HOUR, zone)


def _unknown_sign_ins(acts: Sequence[Act], zone: ZoneInfo) -> Found:
    """Tries under names that no account has, within an hour."""
    return _within((act for act in acts if act.kind == AccessKind.SIGN_IN_FAILED and not act.actor), _HOUR, zone)


def _views(acts: Iterable[Act], standing: Standing | None = None) -> Iterator[Act]:
    for act in acts:
        if act.kind == AccessKind.LEAD_VIEWED and standing in (None, act.details):
            yield act


def _whole_exports(acts: Sequence[Act]) -> list[Act]:
    """Exports as such; the entries that each exported lead has of its own are left out."""
    return [act for act in acts if act.kind == AccessKind.LEDGER_EXPORTED and not act.lead]


def _a_day(acts: Iterable[Act], zone: ZoneInfo, kind: AccessKind) -> Found:
    counts: dict[tuple[bytes, date], int] = defaultdict(int)
    for act in acts:
        if act.kind == kind:
            counts[act.actor, _day(act, zone)] += 1
    return ((actor, day, count) for (actor, day), count in counts.items())


def _within(acts: Iterable[Act], span: timedelta, zone: ZoneInfo, distinct_leads: bool = False) -> Found:
    """At each act, how many of the same person's came within the span before it, or on how many leads."""
    windows: dict[bytes, deque[Act]] = defaultdict(deque)
    leads: dict[bytes, Counter[bytes]] = defaultdict(Counter)
    for act in acts:
        window, on = windows[act.actor], leads[act.actor]
        window.append(act)
        on[act.lead] += 1
        while window[0].at <= act.at - span:
            gone = window.popleft().lead
            on[gone] -= 1
            if not on[gone]:
                del on[gone]
        yield act.actor, _day(act, zone), len(on) if distinct_leads else len(window)


def _day(act: Act, zone: ZoneInfo) -> date:
    return act.at.astimezone(zone).date()


_RULES: Final[dict[Rule, Callable[[Sequence[Act], ZoneInfo], Found]]] = {
    Rule.BROKEN_SEALS: _broken_seals,
    Rule.UNEXPLAINED: _unexplained,
    Rule.BULK_VIEWS: _bulk_views,
    Rule.COLLEAGUES: _colleagues,
    Rule.NIGHT: _night,
    Rule.SEARCHES: _searches,
    Rule.EXPORTS: _exports,
    Rule.LARGE_EXPORTS: _large_exports,
    Rule.PRINTS: _prints,
    Rule.IDENTITY: _identity,
    Rule.FAILED_SIGN_INS: _failed_sign_ins,
    Rule.UNKNOWN_SIGN_INS: _unknown_sign_ins,
}
_LOOKED_AT: Final = _LOOKS | {AccessKind.VIEW_REASON, AccessKind.SEAL_BROKEN, AccessKind.SIGN_IN_FAILED}

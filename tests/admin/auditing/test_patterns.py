"""What stands out: each rule speaks from its limit on, about the right person and day, and not below it."""

from datetime import UTC, date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from admin.access import AccessKind
from admin.auditing.patterns import LIMITS, Act, Finding, Rule, findings, wants

SHANGHAI = ZoneInfo("Asia/Shanghai")
ME, OTHER = b"m" * 16, b"o" * 16
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
DAY = date(2026, 11, 20)


def act(kind: str, number: int = 0, minutes: float = 0, details: str = "own", actor: bytes = ME) -> Act:
    """An act on lead `number` (0: on none), so many minutes after noon in Shanghai."""
    lead = number.to_bytes(16, "big") if number else b""
    return Act(kind, actor, lead, NOON + timedelta(minutes=minutes), details)


def found(acts: list[Act], rule: Rule) -> list[Finding]:
    return [one for one in findings(acts, SHANGHAI) if one.rule is rule]


def many(rule: Rule, count: int) -> list[Act]:
    """Acts that are `count` in the eyes of the rule, within one hour or day."""
    numbers = range(1, count + 1)
    made = {
        Rule.BROKEN_SEALS: lambda n: act(AccessKind.SEAL_BROKEN, n),
        Rule.UNEXPLAINED: lambda n: act(AccessKind.LEAD_VIEWED, n, details="others"),
        Rule.BULK_VIEWS: lambda n: act(AccessKind.LEAD_VIEWED, n, n / 2),
        Rule.COLLEAGUES: lambda n: act(AccessKind.LEAD_VIEWED, n, n, "others"),
        Rule.NIGHT: lambda n: act(AccessKind.LEAD_VIEWED, 1, 660 + n),
        Rule.SEARCHES: lambda n: act(AccessKind.SEARCHED, 0, n),
        Rule.EXPORTS: lambda n: act(AccessKind.LEDGER_EXPORTED, 0, n, "1"),
        Rule.PRINTS: lambda n: act(AccessKind.LEAD_PRINTED, 1, n),
        Rule.IDENTITY: lambda n: act("identity_requested", n, n),
        Rule.FAILED_SIGN_INS: lambda n: act(AccessKind.SIGN_IN_FAILED, 0, n),
        Rule.UNKNOWN_SIGN_INS: lambda n: act(AccessKind.SIGN_IN_FAILED, 0, n, actor=b""),
    }
    if rule is Rule.LARGE_EXPORTS:
        return [act(AccessKind.LEDGER_EXPORTED, 0, 0, str(count))]
    return [made[rule](number) for number in numbers]


@pytest.mark.parametrize("rule", Rule)
def test_a_rule_speaks_from_its_limit_on_and_not_below(rule: Rule) -> None:
    limit = LIMITS[rule]
    actor = b"" if rule is Rule.UNKNOWN_SIGN_INS else ME
    assert found(many(rule, limit), rule) == [Finding(rule, actor, DAY, limit)]
    assert found(many(rule, limit - 1), rule) == []


@pytest.mark.parametrize("rule", Rule)
def test_every_kind_that_a_rule_looks_at_is_asked_of_the_ledger(rule: Rule) -> None:
    assert all(wants(one.kind) for one in many(rule, LIMITS[rule]))


def test_the_same_lead_opened_again_and_again_is_one_view() -> None:
    assert found([act(AccessKind.LEAD_VIEWED, 1, n) for n in range(59)], Rule.BULK_VIEWS) == []


def test_views_spread_over_a_day_are_no_bulk() -> None:
    assert found([act(AccessKind.LEAD_VIEWED, n, n * 5) for n in range(1, 60)], Rule.BULK_VIEWS) == []


def test_two_peoples_views_are_not_added_up() -> None:
    acts = [act(AccessKind.LEAD_VIEWED, n, n, actor=ME if n % 2 else OTHER) for n in range(1, 59)]
    assert found(acts, Rule.BULK_VIEWS) == []


def test_a_night_counts_to_the_day_on_which_it_began() -> None:
    after_midnight = [act(AccessKind.SEARCHED, 0, 13 * 60 + n) for n in range(3)]
    assert [one.day for one in found(after_midnight, Rule.NIGHT)] == [DAY]


def test_by_day_nothing_is_at_night() -> None:
    day = [act(AccessKind.LEAD_VIEWED, n, -6 * 60 + n * 60) for n in range(1, 16)]
    assert found(day, Rule.NIGHT) == []


def test_a_reason_given_that_day_for_that_lead_explains_the_view() -> None:
    view = act(AccessKind.LEAD_VIEWED, 1, details="others")
    reason = act(AccessKind.VIEW_REASON, 1, -1, "cover")
    assert found([view, reason], Rule.UNEXPLAINED) == []
    assert found([view, act(AccessKind.VIEW_REASON, 2, -1)], Rule.UNEXPLAINED) != []
    assert found([view, act(AccessKind.VIEW_REASON, 1, -24 * 60)], Rule.UNEXPLAINED) != []


def test_the_entries_of_exported_leads_are_not_exports_of_their_own() -> None:
    assert found([act(AccessKind.LEDGER_EXPORTED, n) for n in range(1, 50)], Rule.EXPORTS) == []


def test_findings_come_newest_day_first_and_by_rule_within_a_day() -> None:
    acts = [*many(Rule.SEARCHES, 30), *many(Rule.BROKEN_SEALS, 1), act(AccessKind.SEAL_BROKEN, 1, 24 * 60)]
    listed = findings(reversed(acts), SHANGHAI)
    assert [(one.day.day, one.rule) for one in listed] == [
        (21, Rule.BROKEN_SEALS), (20, Rule.BROKEN_SEALS), (20, Rule.SEARCHES),
    ]  # fmt: skip


def test_a_flood_of_sign_ins_does_not_stop_the_room() -> None:
    begin = process_time()
    flood = [act(AccessKind.SIGN_IN_FAILED, 0, n / 1000, actor=b"") for n in range(50_000)]
    assert found(flood, Rule.UNKNOWN_SIGN_INS)[0].count == 50_000
    assert process_time() - begin < 5

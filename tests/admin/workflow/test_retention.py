"""When a lead is due, and every reason why it is not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from admin.workflow.retention import LEAST_DAYS, MOST_DAYS, USUAL_DAYS, LeadFacts, Stays, days_of, judge
from admin.workflow.rewards import RewardState
from admin.workflow.states import State

CLOSED = date(2026, 1, 10)
FACTS = LeadFacts(
    state=State.CLOSED, closed_on=CLOSED, recorded_on=CLOSED, last_wrote=None, reward=None, protected=False,
    identity=True, words=False,
)  # fmt: skip
END = CLOSED + timedelta(days=180)


def test_it_is_due_on_the_last_day_of_the_term_and_not_the_day_before() -> None:
    assert judge(FACTS, 180, END).is_due
    early = judge(FACTS, 180, END - timedelta(days=1))
    assert (early.is_due, early.stays, early.due_on) == (False, (Stays.TERM,), END)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"state": State.VERIFYING, "closed_on": None}, Stays.OPEN),
        ({"closed_on": None}, Stays.OPEN),
        ({"state": State.ANSWERED}, Stays.OPEN),
        ({"reward": RewardState.PROPOSED}, Stays.REWARD),
        ({"reward": RewardState.APPROVED}, Stays.REWARD),
        ({"protected": True}, Stays.PROTECTION),
        ({"recorded_on": None}, Stays.UNCLEAR),
        ({"recorded_on": CLOSED + timedelta(days=1)}, Stays.UNCLEAR),
        ({"identity": False}, Stays.NOTHING),
        ({"hidden": True}, Stays.HIDDEN),
    ],
)
def test_each_reason_alone_keeps_it(given: dict[str, Any], why: Stays) -> None:
    assert judge(replace(FACTS, **given), 180, END).stays == (why,)


@pytest.mark.parametrize("reward", [RewardState.PAID, RewardState.REFUSED])
def test_a_reward_that_came_to_its_end_keeps_nothing(reward: RewardState) -> None:
    assert judge(replace(FACTS, reward=reward), 180, END).is_due


def test_an_anonymous_lead_is_due_for_what_its_reporter_wrote() -> None:
    assert judge(replace(FACTS, identity=False, words=True), 180, END).is_due


def test_what_a_reporter_writes_after_closing_begins_the_term_anew() -> None:
    wrote = CLOSED + timedelta(days=100)
    verdict = judge(replace(FACTS, last_wrote=wrote), 180, END)
    assert (verdict.stays, verdict.due_on) == ((Stays.TERM,), wrote + timedelta(days=180))
    assert judge(replace(FACTS, last_wrote=CLOSED - timedelta(days=3)), 180, END).is_due


def test_a_lead_closed_a_second_time_begins_anew() -> None:
    again = CLOSED + timedelta(days=90)
    assert judge(replace(FACTS, closed_on=again, recorded_on=again), 180, END).stays == (Stays.TERM,)


def test_all_reasons_are_told_at_once() -> None:
    verdict = judge(replace(FACTS, protected=True, reward=RewardState.PROPOSED), 180, END)
    assert verdict.stays == (Stays.REWARD, Stays.PROTECTION)


@pytest.mark.parametrize("kept", [None, "180", True, 0, LEAST_DAYS - 1, MOST_DAYS + 1, {"days": 90}])
def test_a_term_out_of_bounds_counts_as_the_usual_one(kept: object) -> None:
    assert days_of(kept) == USUAL_DAYS


@pytest.mark.parametrize("kept", [LEAST_DAYS, MOST_DAYS])
def test_the_bounds_themselves_are_terms(kept: int) -> None:
    assert days_of(kept) == kept

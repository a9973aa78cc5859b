"""Working days, and the clocks counted in them."""

from datetime import date

import pytest

from admin.workflow import working_days
from admin.workflow.clocks import (
    Clock,
    ClockRules,
    Step,
    is_overdue,
    next_deadline,
    on_arrival,
    running,
)
from admin.workflow.states import MoveName, State
from admin.workflow.working_days import PUBLISHED

RULES = ClockRules()
MONDAY = date(2026, 3, 2)


def test_the_day_of_arrival_is_not_counted() -> None:
    assert working_days.after(MONDAY, 5) == date(2026, 3, 9)


def test_holidays_are_left_out_and_make_up_days_counted() -> None:
    # National Day 2026: 1 to 7 October off, Saturday 10 October is worked.
    assert working_days.after(date(2026, 9, 30), 3) == date(2026, 10, 10)


def test_a_year_without_a_published_table_counts_monday_to_friday() -> None:
    assert not working_days.is_known_year(2060)
    assert working_days.after(date(2060, 9, 30), 1) == date(2060, 10, 1)


def test_days_counted_into_an_unknown_year_are_provisional() -> None:
    assert PUBLISHED.is_provisional(date(2060, 1, 4))
    assert not PUBLISHED.is_provisional(date(2026, 3, 9))


def test_between_counts_what_after_adds() -> None:
    for count in (1, 5, 15, 60):
        assert working_days.between(MONDAY, working_days.after(MONDAY, count)) == count
    assert working_days.between(date(2026, 3, 9), MONDAY) == -5


def test_a_new_lead_is_due_for_passing_on_after_five_working_days() -> None:
    assert on_arrival(MONDAY, RULES).day == date(2026, 3, 9)
    assert on_arrival(MONDAY, RULES).clock is Clock.PASS_ON


def test_signing_for_is_due_two_working_days_after_assignment() -> None:
    deadline = next_deadline(State.ASSIGNED, MONDAY, [Step(MoveName.ASSIGN, date(2026, 3, 5))], False, RULES)
    assert deadline is not None
    assert (deadline.clock, deadline.day) == (Clock.SIGN_FOR, date(2026, 3, 9))


def test_telling_the_reporter_comes_before_the_longer_clock_until_it_is_done() -> None:
    steps = [Step(MoveName.ASSIGN, MONDAY), Step(MoveName.SIGN_FOR, MONDAY), Step(MoveName.VERIFY, MONDAY)]
    untold = next_deadline(State.VERIFYING, MONDAY, steps, False, RULES)
    told = next_deadline(State.VERIFYING, MONDAY, steps, True, RULES)
    assert untold is not None
    assert told is not None
    assert (untold.clock, untold.day) == (Clock.ACCEPTANCE, date(2026, 3, 23))
    assert (told.clock, told.day) == (Clock.VERIFY, working_days.after(MONDAY, 60))


def test_verification_counts_from_the_signature_not_from_the_start_of_work() -> None:
    steps = [Step(MoveName.SIGN_FOR, MONDAY), Step(MoveName.VERIFY, date(2026, 4, 1))]
    deadline = next_deadline(State.VERIFYING, MONDAY, steps, True, RULES)
    assert deadline is not None
    assert deadline.day == working_days.after(MONDAY, 60)


def test_a_review_starts_the_clock_of_verification_anew() -> None:
    steps = [
        Step(MoveName.SIGN_FOR, MONDAY),
        Step(MoveName.CLOSE, date(2026, 6, 1)),
        Step(MoveName.REOPEN, date(2026, 9, 1)),
    ]
    deadline = next_deadline(State.VERIFYING, MONDAY, steps, True, RULES)
    assert deadline is not None
    assert deadline.day == working_days.after(date(2026, 9, 1), 60)


def test_a_returned_lead_starts_the_clock_of_passing_on_anew() -> None:
    back = date(2026, 4, 1)
    steps = [Step(MoveName.SCREEN, MONDAY), Step(MoveName.RETURN, back), Step(MoveName.SCREEN, date(2026, 4, 2))]
    deadline = next_deadline(State.SCREENING, MONDAY, steps, True, RULES)
    assert deadline is not None
    assert deadline.day == working_days.after(back, 5)


def test_a_closed_lead_has_no_deadline() -> None:
    assert running(State.CLOSED, MONDAY, [], False, RULES) == ()


def test_every_open_state_has_a_clock() -> None:
    assert all(running(state, MONDAY, [], False, RULES) for state in State if state is not State.CLOSED)


def test_a_deadline_is_missed_only_when_its_day_is_over() -> None:
    due = date(2026, 3, 9)
    assert not is_overdue(due, due)
    assert is_overdue(due, date(2026, 3, 10))
    assert not is_overdue(None, due)


def test_the_office_may_set_its_own_days() -> None:
    rules = ClockRules.from_setting({"verify": 30, "answer": 10})
    assert (rules.verify, rules.answer, rules.pass_on) == (30, 10, 5)


@pytest.mark.parametrize("value", [None, [], {"verify": 0}, {"verify": "60"}, {"verify": True}, {"other": 3}])
def test_a_setting_that_is_no_number_of_days_leaves_the_default(value: object) -> None:
    assert ClockRules.from_setting(value) == RULES


def test_changed_days_count_for_clocks_that_start_later_and_move_no_deadline_that_runs() -> None:
    changed = RULES.changed({Clock.VERIFY: 30}, today=MONDAY)
    tuesday = date(2026, 3, 3)
    assert changed.days(Clock.VERIFY, MONDAY) == 60
    assert changed.days(Clock.VERIFY, tuesday) == 30
    assert changed.days(Clock.ANSWER, tuesday) == 15


def test_a_second_change_of_one_day_replaces_the_first() -> None:
    twice = RULES.changed({Clock.VERIFY: 30}, MONDAY).changed({Clock.VERIFY: 40}, MONDAY)
    assert twice.before == RULES
    assert (twice.days(Clock.VERIFY, MONDAY), twice.days(Clock.VERIFY, date(2026, 3, 3))) == (60, 40)


def test_every_change_is_kept_and_read_back() -> None:
    rules = RULES.changed({Clock.VERIFY: 30}, MONDAY).changed({Clock.VERIFY: 20}, date(2026, 4, 1))
    assert ClockRules.from_setting(rules.setting()) == rules
    assert [rules.days(Clock.VERIFY, day) for day in (MONDAY, date(2026, 4, 1), date(2026, 4, 2))] == [60, 30, 20]

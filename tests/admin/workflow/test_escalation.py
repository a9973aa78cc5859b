"""Five stages of a missed deadline, by working days, and whose turn it is."""

from datetime import date, timedelta

import pytest

from admin.roles import Role
from admin.workflow.escalation import LADDER, Acts, Stage, days_overdue, due_before, stage_of, turns_of, who_acts
from admin.workflow.working_days import PUBLISHED

FRIDAY = date(2026, 3, 6)


@pytest.mark.parametrize(
    ("overdue", "stage"),
    [
        (0, None), (1, Stage.REMIND), (2, Stage.REMIND), (3, Stage.URGE), (5, Stage.SUPERVISE), (9, Stage.SUPERVISE),
        (10, Stage.LIST), (14, Stage.LIST), (15, Stage.RAISE), (9999, Stage.RAISE),
    ],
)  # fmt: skip
def test_the_stage_follows_from_the_days_overdue_alone(overdue: int, stage: Stage | None) -> None:
    assert stage_of(overdue) is stage


def test_nothing_is_late_before_its_day_is_over_nor_without_a_day() -> None:
    assert days_overdue(FRIDAY, FRIDAY, PUBLISHED) == 0
    assert days_overdue(None, FRIDAY, PUBLISHED) == 0


def test_a_weekend_after_a_missed_friday_is_one_day_late_and_never_none() -> None:
    assert [days_overdue(FRIDAY, FRIDAY + timedelta(days=n), PUBLISHED) for n in (1, 2, 3)] == [1, 1, 1]


@pytest.mark.parametrize("stage", list(Stage))
def test_a_list_by_due_day_holds_exactly_the_leads_that_reached_the_stage(stage: Stage) -> None:
    # Every day of a year with holidays and make-up days, against every due day of the forty before it.
    needed = {rung.stage: rung.days for rung in LADDER}[stage]
    for today in (date(2026, 1, 1) + timedelta(days=n) for n in range(365)):
        edge = due_before(stage, today, PUBLISHED)
        for due in (today - timedelta(days=n) for n in range(40)):
            assert (due < edge) == (days_overdue(due, today, PUBLISHED) >= needed), (today, due)


def test_every_stage_names_somebody_who_must_act_with_and_without_a_handler() -> None:
    assert all(who_acts(stage, named) for stage in Stage for named in (True, False))
    assert who_acts(Stage.REMIND, True) is Acts.HANDLER
    assert who_acts(Stage.REMIND, False) is Acts.UNIT


def test_the_ladder_only_climbs() -> None:
    assert [rung.stage for rung in LADDER] == list(Stage)
    assert [rung.days for rung in LADDER] == sorted({rung.days for rung in LADDER})


def test_a_member_is_shown_the_stages_of_their_roles() -> None:
    assert turns_of({Role.HANDLER}) == (Stage.REMIND,)
    assert turns_of({Role.OFFICE, Role.LEADER}) == (Stage.SUPERVISE, Stage.LIST, Stage.RAISE)
    assert turns_of({Role.EDITOR}) == ()

"""Who receives a lead, and who never does."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import NoReceiver
from storage.routing import Receivers, can_receive, custody_key, receivers, supervisors, unit_key
from storage.vault.policy_document import PolicyDocument, Route, UnitKind
from tests.storage.vault.worlds import document, exactly, pair, policy_unit, quick

UNITS = ["office", "police", "discipline", "above"]
AREAS = [None, "east", "west", "nowhere"]
CATEGORIES = [None, "lending", "village", "unheard-of"]
POLICY = document(
    routes=(
        Route(units=("office",), supervising=("office",)),
        Route(areas=("east",), units=("police",), supervising=("office",)),
        Route(areas=("east",), categories=("lending",), units=("discipline",)),
        Route(officials=True, units=("police", "discipline"), supervising=("office",)),
    )
)
EXCLUDED = st.sets(st.sampled_from([*UNITS, "custody", "stranger"]))


def test_the_most_exact_route_wins() -> None:
    assert receivers(POLICY, "west", "lending", False, ()).units == ("office",)
    assert receivers(POLICY, "east", "village", False, ()).units == ("police", "office")
    assert receivers(POLICY, "east", "lending", False, ()).units == ("discipline",)
    assert receivers(POLICY, None, None, False, ()).units == ("office",)


def test_leads_on_officials_go_to_both_sides_first() -> None:
    assert receivers(POLICY, "east", "lending", True, ()).units == ("police", "discipline", "office")


def test_the_first_unit_left_is_responsible() -> None:
    assert receivers(POLICY, "east", "village", False, {"police"}) == Receivers(("office",), escalated=False)
    assert receivers(POLICY, "east", "lending", True, {"police"}).responsible == "discipline"


def test_where_nobody_is_left_the_escalation_unit_receives_alone() -> None:
    assert receivers(POLICY, "west", None, False, {"office"}) == Receivers(("above",), escalated=True)


def test_there_is_no_fallback_when_the_escalation_unit_is_excluded_or_missing() -> None:
    with exactly(NoReceiver):
        receivers(POLICY, "west", None, False, {"office", "above"})
    alone = document(escalation=None, routes=(Route(units=("office",)),))
    with exactly(NoReceiver):
        receivers(alone, "west", None, False, {"office"})


@quick
@given(st.sampled_from(AREAS), st.sampled_from(CATEGORIES), st.booleans(), EXCLUDED)
def test_no_excluded_unit_and_never_custody_receives(
    area: str | None, category: str | None, officials: bool, excluded: set[str]
) -> None:
    try:
        found = receivers(POLICY, area, category, officials, excluded)
    except NoReceiver:
        assert "above" in excluded
        return
    assert not set(found.units) & (excluded | {"custody"})
    assert len(set(found.units)) == len(found.units) >= 1


@quick
@given(st.booleans(), EXCLUDED)
def test_what_is_promised_before_the_story_holds_after_it(officials: bool, excluded: set[str]) -> None:
    """If a receiver was promised, every area and category that can be chosen has one."""
    if not can_receive(POLICY, officials, excluded):
        return
    for area, category in product([None, "east", "west"], [None, "lending", "village"]):
        assert receivers(POLICY, area, category, officials, excluded).units


def test_a_hole_in_the_routes_is_told_before_the_story() -> None:
    holed = document(escalation=None, routes=(Route(areas=("east",), units=("police",)),))
    assert not can_receive(holed, False, ())
    assert can_receive(POLICY, False, {"office", "police", "discipline"})
    assert not can_receive(POLICY, False, {"office", "above"})


def test_supervisors_are_those_of_the_route_that_wins() -> None:
    assert supervisors(POLICY, "east", "lending", False) == frozenset()
    assert supervisors(POLICY, "east", "village", False) == {"office"}


def test_a_grant_goes_to_the_epoch_in_force() -> None:
    renewed = policy_unit("police", epochs=(1, 2))
    units = tuple(renewed if unit.id == "police" else unit for unit in document().units)
    key = unit_key(document(units=units), "police")
    assert (key.unit, key.epoch, key.public) == ("police", 2, pair("police 2").public)


@pytest.mark.parametrize("unit", ["custody", "stranger", ""])
def test_custody_and_strangers_have_no_key_for_a_grant(unit: str) -> None:
    """Two locks, never in one hand: not even a slip of a caller grants a lead to custody."""
    with exactly(NoReceiver):
        unit_key(document(), unit)


def test_share_two_goes_to_custody() -> None:
    policy: PolicyDocument = document()
    assert custody_key(policy).unit == policy.only(UnitKind.CUSTODY).id
    assert custody_key(policy).public == pair("custody 1").public

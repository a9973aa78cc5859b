"""The table of moves: who may do what, and what no role may do."""

import pytest

from admin.roles import Role
from admin.workflow.states import TABLE, Actor, Asks, MoveName, State, allowed, check
from storage.errors import NotAllowed

EVERYBODY = frozenset(Role)


def actor(*roles: Role, responsible: bool = True) -> Actor:
    return Actor(frozenset(roles), responsible)


def test_the_usual_path_leads_from_arrival_to_closing() -> None:
    path = [
        (MoveName.SCREEN, Role.OFFICE),
        (MoveName.ASSIGN, Role.OFFICE),
        (MoveName.SIGN_FOR, Role.HANDLER),
        (MoveName.VERIFY, Role.HANDLER),
        (MoveName.CONCLUDE, Role.HANDLER),
        (MoveName.TELL_OUTCOME, Role.HANDLER),
        (MoveName.CLOSE, Role.HANDLER),
        (MoveName.REOPEN, Role.SUPERVISOR),
    ]
    state = State.RECEIVED
    for name, role in path:
        state = check(name, state, actor(role)).target
    assert state is State.VERIFYING


def test_closing_is_reached_only_through_an_answer_to_the_reporter() -> None:
    into_closed = [move for move in TABLE if move.target is State.CLOSED]
    into_answered = [move for move in TABLE if move.target is State.ANSWERED]
    assert [move.sources for move in into_closed] == [{State.ANSWERED}]
    assert all(Asks.OUTCOME in move.asks for move in into_answered)


def test_concluding_asks_for_a_conclusion_and_a_finding() -> None:
    move = check(MoveName.CONCLUDE, State.VERIFYING, actor(Role.HANDLER))
    assert move.asks == (Asks.CONCLUSION, Asks.FINDING)


def test_a_unit_that_only_watches_cannot_move_a_lead_along() -> None:
    watching = actor(Role.HANDLER, responsible=False)
    assert allowed(State.VERIFYING, watching) == ()
    with pytest.raises(NotAllowed):
        check(MoveName.SIGN_FOR, State.ASSIGNED, watching)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSADMIN, Role.EDITOR, Role.CUSTODIAN, Role.REWARD])
def test_roles_outside_the_desk_move_nothing(role: Role) -> None:
    assert all(allowed(state, actor(role)) == () for state in State)


def test_a_closed_lead_is_reopened_by_those_who_watch_not_by_its_handler() -> None:
    assert allowed(State.CLOSED, actor(Role.HANDLER)) == ()
    assert [move.name for move in allowed(State.CLOSED, actor(Role.LEADER, responsible=False))] == [MoveName.REOPEN]


def test_a_stale_button_for_a_past_state_is_refused() -> None:
    with pytest.raises(NotAllowed):
        check(MoveName.SCREEN, State.CLOSED, Actor(EVERYBODY, True))


def test_every_state_can_be_left_by_somebody() -> None:
    assert all(allowed(state, Actor(EVERYBODY, True)) for state in State)


def test_every_state_can_be_reached() -> None:
    assert {move.target for move in TABLE} | {State.RECEIVED} == set(State)

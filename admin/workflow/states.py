"""The states of a lead, and the one table that says which role may make which move.

    received -> screening -> out_of_scope -> answered -> closed -> verifying (review)
                          -> merged ------> answered
                          -> assigned -> returned -> screening
                                      -> accepted -> verifying -> concluded -> answered

`answered` is reached only by writing the outcome to the reporter, so no lead closes in silence.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from admin.roles import Role
from storage.errors import NotAllowed


class State(StrEnum):
    """Where a lead stands; the values are stored."""

    RECEIVED = "received"
    SCREENING = "screening"
    OUT_OF_SCOPE = "out_of_scope"
    MERGED = "merged"
    ASSIGNED = "assigned"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    VERIFYING = "verifying"
    CONCLUDED = "concluded"
    ANSWERED = "answered"
    CLOSED = "closed"


class Asks(StrEnum):
    """What a move needs beside the lead's version."""

    UNIT = "unit"
    REASON = "reason"
    CONCLUSION = "conclusion"
    FINDING = "finding"
    OTHER_LEAD = "other_lead"
    OUTCOME = "outcome"


class MoveName(StrEnum):
    """Names of the moves: stored as kinds of a lead's history, sent by buttons."""

    SCREEN = "screen"
    RULE_OUT = "rule_out"
    MERGE = "merge"
    ASSIGN = "assign"
    RETURN = "return"
    SIGN_FOR = "sign_for"
    VERIFY = "verify"
    TRANSFER = "transfer"
    CONCLUDE = "conclude"
    TELL_OUTCOME = "tell_outcome"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table; `anywhere` opens it to each unit that holds the lead, not to the responsible one alone."""

    name: MoveName
    sources: frozenset[State]
    target: State
    roles: frozenset[Role]
    asks: tuple[Asks, ...] = ()
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: roles, and whether one of their units is the lead's responsible unit."""

    roles: Collection[Role]
    responsible: bool


_DESK: Final = frozenset({Role.OFFICE, Role.HANDLER})
_WATCH: Final = frozenset({Role.OFFICE, Role.SUPERVISOR, Role.LEADER})


def _move(
    name: MoveName,
    sources: set[State],
    target: State,
    roles: frozenset[Role] = _DESK,
    asks: tuple[Asks, ...] = (),
    anywhere: bool = False,
) -> Move:
    return Move(name, frozenset(sources), target, roles, asks, anywhere)


TABLE: Final = (
    _move(MoveName.SCREEN, {State.RECEIVED, State.RETURNED}, State.SCREENING),
    _move(MoveName.ASSIGN, {State.SCREENING}, State.ASSIGNED, asks=(Asks.UNIT,)),
    _move(MoveName.SIGN_FOR, {State.ASSIGNED}, State.ACCEPTED),
    _move(MoveName.RETURN, {State.ASSIGNED}, State.RETURNED, asks=(Asks.REASON,)),
    _move(MoveName.VERIFY, {State.ACCEPTED}, State.VERIFYING),
    _move(MoveName.CONCLUDE, {State.VERIFYING}, State.CONCLUDED, asks=(Asks.CONCLUSION, Asks.FINDING)),
    _move(
        MoveName.TELL_OUTCOME,
        {State.CONCLUDED, State.OUT_OF_SCOPE, State.MERGED},
        State.ANSWERED,
        asks=(Asks.OUTCOME,),
        anywhere=True,
    ),
    _move(MoveName.CLOSE, {State.ANSWERED}, State.CLOSED),
    _move(MoveName.TRANSFER, {State.ACCEPTED, State.VERIFYING}, State.ASSIGNED, asks=(Asks.UNIT, Asks.REASON)),
    _move(MoveName.RULE_OUT, {State.SCREENING}, State.OUT_OF_SCOPE, asks=(Asks.REASON,)),
    _move(MoveName.MERGE, {State.SCREENING}, State.MERGED, asks=(Asks.OTHER_LEAD, Asks.REASON)),
    _move(MoveName.REOPEN, {State.CLOSED}, State.VERIFYING, roles=_WATCH, asks=(Asks.REASON,), anywhere=True),
)
"""The order is the order of buttons: the usual next step stands first."""

OPEN_STATES: Final = tuple(state for state in State if state is not State.CLOSED)
MAY_WRITE: Final = _DESK | _WATCH
"""Roles that may write a note or an answer on a lead they can open."""


def allowed(state: State, actor: Actor) -> tuple[Move, ...]:
    """The moves this member may make now, usual next step first."""
    return tuple(move for move in TABLE if state in move.sources and _may(move, actor))


def check(name: MoveName, state: State, actor: Actor) -> Move:
    """The move of that name; raises `NotAllowed` where the table does not give it to this member in this state."""
    for move in TABLE:
        if move.name is name and state in move.sources and _may(move, actor):
            return move
    raise NotAllowed(f"{name.value} is not open from {state.value} for this member")


def may_arrange(actor: Actor) -> bool:
    """Whether this member may name the handler and set category, area and level."""
    return actor.responsible and not MAY_WRITE.isdisjoint(actor.roles)


def _may(move: Move, actor: Actor) -> bool:
    return (move.anywhere or actor.responsible) and not move.roles.isdisjoint(actor.roles)

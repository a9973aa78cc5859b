"""What would happen to a lead under a policy: the decisions of the dialog and of the sealer, with reasons. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from faq.names import toneless
from kit.same_name import named_in
from storage.errors import NoReceiver
from storage.routing import (
    best_routes,
    can_receive,
    is_restricted,
    keeps_identity,
    receivers,
    supervisors,
)
from storage.vault.policy_document import ANY, PolicyDocument, Route, UnitKind


@dataclass(frozen=True, slots=True)
class Example:
    """A lead as a reporter would answer: None for an area or category that they leave open.

    `avoided` are unit ids, `names` what they write about the people involved. It does not print the names.
    """

    area: str | None
    category: str | None
    officials: bool
    avoided: frozenset[str]
    names: str

    def __repr__(self) -> str:
        return f"Example({self.area}, {self.category}, {self.officials})"


@dataclass(frozen=True, slots=True)
class Reason:
    """One line: text key `whatif.reason.<kind>`, with the names of the units that it is about."""

    kind: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Unit ids of first grants, the first one responsible; empty where nothing is taken.

    `both_sides` is 一线双查: two receiving units look at once. `watching` keep their grant when the lead is handed on.
    """

    receivers: tuple[str, ...]
    escalated: bool
    both_sides: bool
    watching: tuple[str, ...]
    restricted: bool
    asks_identity: bool
    reasons: tuple[Reason, ...]


def outcome(policy: PolicyDocument, example: Example) -> Outcome:
    """What this policy does with the lead. What it does not know, an area or a unit, was not said to it."""
    area = example.area if example.area in {one.id for one in policy.areas} else None
    category = example.category if example.category in policy.categories else None
    matched = _named(policy, example.names)
    excluded = matched | {unit.id for unit in policy.units if unit.id in example.avoided}
    why = tuple(_exclusions(example, matched, excluded))
    asks = keeps_identity(policy, excluded)
    try:
        found = receivers(policy, area, category, example.officials, excluded)
    except NoReceiver:
        none = Reason(_when_refused(policy, example, area, category))
        return Outcome((), False, False, (), False, False, (*why, none))
    routes = best_routes(policy, area, category, example.officials)
    path = Reason("escalated", found.units) if found.escalated else Reason(_path(routes))
    watching = supervisors(policy, area, category, example.officials) & set(found.units)
    kinds = [unit.kind for unit in policy.units if unit.id in found.units]
    return Outcome(
        found.units,
        found.escalated,
        example.officials and kinds.count(UnitKind.RECEIVING) > 1,
        tuple(sorted(watching)),
        is_restricted(found, excluded),
        asks,
        (*why, path, *(() if asks else (Reason("custody"),))),
    )


def _named(policy: PolicyDocument, names: str) -> frozenset[str]:
    units = {one: unit.id for unit in policy.units for one in unit.names}
    return frozenset(units[one] for one in named_in(names, tuple(units), toneless))


def _exclusions(example: Example, matched: frozenset[str], excluded: frozenset[str]) -> Iterator[Reason]:
    chosen = tuple(sorted(excluded & example.avoided))
    if chosen:
        yield Reason("avoided", chosen)
    if matched:
        yield Reason("matched", tuple(sorted(matched)))


def _when_refused(policy: PolicyDocument, example: Example, area: str | None, category: str | None) -> str:
    """Before the story is typed, once the area is known, or only where the reporter writes the names."""
    if not can_receive(policy, example.officials, example.avoided):
        return "nothing_early"
    try:
        receivers(policy, area, category, example.officials, example.avoided)
    except NoReceiver:
        return "nothing_late"
    return "nothing_names"


def _path(routes: list[Route]) -> str:
    """Which kind of route was the most exact one."""
    if any(route.officials is not None for route in routes):
        return "route_officials"
    exact = any(ANY not in route.areas or ANY not in route.categories for route in routes)
    return "route_exact" if exact else "route_every"

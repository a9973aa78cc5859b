"""Who receives a lead: pure decisions over a signed policy, made by whoever seals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from storage.errors import NoReceiver
from storage.vault.lead import UnitKey
from storage.vault.policy_document import ANY, PolicyDocument, PolicyUnit, Route, UnitKind


@dataclass(frozen=True, slots=True)
class Receivers:
    """Unit ids that get first grants; `responsible` is the first of them, `escalated` where the chain was passed by."""

    units: tuple[str, ...]
    escalated: bool

    @property
    def responsible(self) -> str:
        return self.units[0]


def receivers(
    policy: PolicyDocument, area: str | None, category: str | None, officials: bool, excluded: Collection[str]
) -> Receivers:
    """First grants by area, category and involved party, minus the excluded units.

    The most exact routes win: those that name the area before those for any, and likewise category and party. Where no
    unit is left the lead goes to the escalation unit; raises `NoReceiver` where that is missing or excluded too.
    """
    best = best_routes(policy, area, category, officials)
    named = [unit for route in best for unit in (*route.units, *route.supervising)]
    left = tuple(dict.fromkeys(unit for unit in named if unit not in excluded))
    if left:
        return Receivers(left, escalated=False)
    if policy.escalation is None or policy.escalation in excluded:
        raise NoReceiver("no unit may receive this lead")
    return Receivers((policy.escalation,), escalated=True)


def best_routes(policy: PolicyDocument, area: str | None, category: str | None, officials: bool) -> list[Route]:
    """The most exact routes for such a lead: all that are equally exact."""
    matching = [route for route in policy.routes if _fits(route, area, category, officials)]
    best = max((_weight(route) for route in matching), default=None)
    return [route for route in matching if _weight(route) == best]


def supervisors(policy: PolicyDocument, area: str | None, category: str | None, officials: bool) -> frozenset[str]:
    """Units that keep their grant when a lead of this kind is handed on."""
    return frozenset(unit for route in best_routes(policy, area, category, officials) for unit in route.supervising)


def can_receive(policy: PolicyDocument, officials: bool, excluded: Collection[str]) -> bool:
    """Whether *every* area and category still has a receiver, asked before the story is typed."""
    if policy.escalation is not None and policy.escalation not in excluded:
        return True
    try:
        for area in [None, *(area.id for area in policy.areas)]:
            for category in [None, *policy.categories]:
                receivers(policy, area, category, officials, excluded)
    except NoReceiver:
        return False
    return True


def is_restricted(to: Receivers, excluded: Collection[str]) -> bool:
    """Whether a lead keeps category, area and flags to itself: somebody is shut out, or the chain was passed by."""
    return bool(excluded) or to.escalated


def keeps_identity(policy: PolicyDocument, excluded: Collection[str]) -> bool:
    """Whether an identity may be asked for and sealed: not where custody is shut out."""
    return policy.only(UnitKind.CUSTODY).id not in excluded


def unit_key(policy: PolicyDocument, unit_id: str) -> UnitKey:
    """The key of a unit's epoch in force, for a grant; raises `NoReceiver` for custody and for an unknown unit."""
    unit = policy.find(unit_id)
    if unit is None or unit.kind is UnitKind.CUSTODY:
        raise NoReceiver("the policy names no such unit, or it never receives a lead")
    return _in_force(unit)


def custody_key(policy: PolicyDocument) -> UnitKey:
    """The key that share 2 is sealed to."""
    return _in_force(policy.only(UnitKind.CUSTODY))


def _in_force(unit: PolicyUnit) -> UnitKey:
    return UnitKey(unit.id, unit.current.epoch, unit.current.public)


def _fits(route: Route, area: str | None, category: str | None, officials: bool) -> bool:
    return (
        (ANY in route.areas or area in route.areas)
        and (ANY in route.categories or category in route.categories)
        and (route.officials is None or route.officials == officials)
    )


def _weight(route: Route) -> tuple[bool, bool, bool]:
    return (route.officials is not None, ANY not in route.areas, ANY not in route.categories)

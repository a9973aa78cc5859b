"""What a proposed policy changes, for the eyes of who signs it; and whose keys are new in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from storage.vault.policy_document import PolicyDocument, PolicyUnit, Route


@dataclass(frozen=True, slots=True)
class Change:
    """One line: text key `policy.change.<kind>`, filled with the name of what changes and what it becomes."""

    kind: str
    name: str = ""
    detail: str = ""


def changes(before: PolicyDocument | None, after: PolicyDocument) -> list[Change]:
    """Every difference in the order in which it is read; for the first policy, everything it introduces."""
    return [*_units(before, after), *_areas(before, after), *_rest(before, after)]


def new_keys(before: PolicyDocument | None, after: PolicyDocument) -> tuple[str, ...]:
    """Units whose key in force is not in the policy before: who signs types the key code of each, read out to them."""
    known = {unit.id: unit.current.identity for unit in before.units} if before else {}
    return tuple(unit.id for unit in after.units if known.get(unit.id) != unit.current.identity)


def _units(before: PolicyDocument | None, after: PolicyDocument) -> Iterator[Change]:
    old = {unit.id: unit for unit in before.units} if before else {}
    for unit in after.units:
        if unit.id not in old:
            yield Change("unit_added", unit.name)
        else:
            yield from _unit(old[unit.id], unit)
    for unit_id, unit in old.items():
        if after.find(unit_id) is None:
            yield Change("unit_removed", unit.name)


def _unit(old: PolicyUnit, new: PolicyUnit) -> Iterator[Change]:
    if old.name != new.name:
        yield Change("unit_renamed", old.name, new.name)
    if old.kind is not new.kind:
        yield Change("unit_kind", new.name, new.kind.value)
    if old.current.identity != new.current.identity:
        yield Change("unit_key", new.name, str(new.current.epoch))
    kept = {epoch.epoch for epoch in new.epochs}
    for epoch in old.epochs:
        if epoch.epoch not in kept:
            yield Change("unit_epochs", new.name, str(epoch.epoch))
    if old.recovery_public != new.recovery_public or _sealed_anew(old, new):
        yield Change("unit_pages", new.name)
    names_before, names_after = {name.name for name in old.names}, {name.name for name in new.names}
    for name in sorted(names_after - names_before):
        yield Change("shield_added", new.name, name)
    for name in sorted(names_before - names_after):
        yield Change("shield_removed", new.name, name)


def _sealed_anew(old: PolicyUnit, new: PolicyUnit) -> bool:
    """Whether a seed that both name is sealed to the pages in another way."""
    before = {epoch.epoch: epoch.sealed_seed for epoch in old.epochs}
    return any(before.get(epoch.epoch, epoch.sealed_seed) != epoch.sealed_seed for epoch in new.epochs)


def _areas(before: PolicyDocument | None, after: PolicyDocument) -> Iterator[Change]:
    old = {area.id: area.name for area in before.areas} if before else {}
    new = {area.id: area.name for area in after.areas}
    for area_id, name in new.items():
        if area_id not in old:
            yield Change("area_added", name)
        elif old[area_id] != name:
            yield Change("area_renamed", old[area_id], name)
    for area_id, name in old.items():
        if area_id not in new:
            yield Change("area_removed", name)
    if set(old) == set(new) and list(old) != list(new):
        yield Change("area_order")


def _rest(before: PolicyDocument | None, after: PolicyDocument) -> Iterator[Change]:
    if before is None or before.routes != after.routes:
        for route in after.routes:
            yield Change("route_officials" if route.officials else "route", detail=_receivers(after, route))
    if (before.escalation if before else None) != after.escalation:
        unit = after.find(after.escalation) if after.escalation else None
        yield Change("escalation", unit.name if unit else "") if unit else Change("no_escalation")
    if before is None or before.categories != after.categories:
        yield Change("categories", detail=str(len(after.categories)))
    if before is None or before.host_key != after.host_key:
        yield Change("host_key", detail=after.host_key.hex()[:16])


def _receivers(document: PolicyDocument, route: Route) -> str:
    found = (document.find(unit) for unit in dict.fromkeys((*route.units, *route.supervising)))
    return "、".join(unit.name for unit in found if unit)

"""Reads the units that the next policy names: those with a key whose recovery pages were typed back."""

from __future__ import annotations

from admin.setup import shield_names
from admin.setup.policy_draft import UnitParts
from storage.unit_of_work import LedgerWork
from storage.vault.policy import Policy
from storage.vault.policy_document import Epoch, PolicyUnit, ShieldName, UnitKind


async def parts(work: LedgerWork, before: Policy | None) -> list[UnitParts]:
    """Every unit that has a key and confirmed pages; one in the policy already keeps its place and older epochs."""
    found = []
    for unit in await work.units.all():
        key = await work.unit_keys.newest(unit.id)
        named = before.document.find(unit.id) if before else None
        if key is None or key.recovery_public is None or key.recovery_sealed_seed is None:
            continue
        if key.pages_confirmed_at is None:
            # New pages that nobody has typed back yet do not replace those that the policy names.
            if named is None:
                continue
            found.append(_as_named(named, unit.name, await shield_names.of_unit(work, unit.id, named.kind)))
            continue
        kind = UnitKind(unit.kind)
        epoch = Epoch(epoch=key.epoch, identity=key.public_identity, sealed_seed=key.recovery_sealed_seed)
        older = tuple(one for one in named.epochs if one.epoch < key.epoch) if named else ()
        names = await shield_names.of_unit(work, unit.id, kind)
        found.append(UnitParts(unit.id, unit.name, kind, (*older, epoch), key.recovery_public, names))
    order = list(UnitKind)
    return sorted(found, key=lambda parts: (order.index(parts.kind), parts.id))


def _as_named(named: PolicyUnit, name: str, names: tuple[ShieldName, ...]) -> UnitParts:
    return UnitParts(named.id, name, named.kind, named.epochs, named.recovery_public, names)

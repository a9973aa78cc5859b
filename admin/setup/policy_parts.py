"""Reads the units that the next policy names: those with a key whose recovery pages were typed back."""

from __future__ import annotations

from collections.abc import Sequence

from admin.setup import epochs, shield_names
from admin.setup.policy_draft import UnitParts
from storage.tables.ledger import UnitKey
from storage.unit_of_work import LedgerWork
from storage.vault.policy import Policy
from storage.vault.policy_document import Epoch, PolicyUnit, ShieldName, UnitKind


async def parts(work: LedgerWork, before: Policy | None) -> list[UnitParts]:
    """Every unit that has a key and confirmed pages; one in the policy already keeps its place and older epochs."""
    found = []
    for unit in await work.units.all():
        known = await epochs.known(work, unit.id, before)
        named = before.document.find(unit.id) if before else None
        kind = named.kind if named else UnitKind(unit.kind)
        names = await shield_names.of_unit(work, unit.id, kind)
        key = known[-1] if known else None
        if key is not None and key.pages_confirmed_at and key.recovery_public and key.recovery_sealed_seed:
            live = _live(named, known, key)
            found.append(UnitParts(unit.id, unit.name, UnitKind(unit.kind), live, key.recovery_public, names))
        elif named is not None:
            # New pages that nobody has typed back yet do not replace those that the policy names; nor does a key that
            # somebody put in the place of its own.
            found.append(_as_named(named, unit.name, names))
    order = list(UnitKind)
    return sorted(found, key=lambda parts: (order.index(parts.kind), parts.id))


def _live(named: PolicyUnit | None, known: Sequence[UnitKey], key: UnitKey) -> tuple[Epoch, ...]:
    """The epochs that the policy names and that have not gone, under the newest pages, and then the newest one."""
    rows = {row.epoch: row for row in known}
    older = [one for one in (named.epochs if named else ()) if one.epoch < key.epoch]
    kept = [_again(one, rows.get(one.epoch), key) for one in older if not _has_gone(rows.get(one.epoch))]
    endorsed = next((one.endorsed for one in (named.epochs if named else ()) if one.epoch == key.epoch), key.endorsed)
    newest = Epoch(
        epoch=key.epoch, identity=key.public_identity, sealed_seed=key.recovery_sealed_seed or b"",
        endorsed=endorsed or b"",
    )  # fmt: skip
    return (*kept, newest)


def _has_gone(row: UnitKey | None) -> bool:
    return row is not None and row.erased_at is not None


def _again(named: Epoch, row: UnitKey | None, key: UnitKey) -> Epoch:
    """An older epoch as the policy names it, with its seed under the newest pages where new ones were made."""
    if row is None or row.recovery_sealed_seed is None or row.recovery_public != key.recovery_public:
        return named
    return named.model_copy(update={"sealed_seed": row.recovery_sealed_seed})


def _as_named(named: PolicyUnit, name: str, names: tuple[ShieldName, ...]) -> UnitParts:
    return UnitParts(named.id, name, named.kind, named.epochs, named.recovery_public, names)

"""What is still missing before reports can be taken, in the order in which it is done. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from storage.vault.policy_document import UnitKind

BACKUP_AGE: Final = timedelta(days=7)


class Mark(StrEnum):
    """`missing` stops intake, `warning` does not, `waiting` comes later in the order."""

    DONE = "done"
    MISSING = "missing"
    WARNING = "warning"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One unit as set-up sees it; `live` where the policy in force names its present key."""

    id: str
    name: str
    kind: UnitKind
    members: int = 0
    first_invited: bool = False
    has_seed: bool = False
    pages_confirmed: bool = False
    live: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the list is made of."""

    units: Sequence[UnitFacts] = ()
    areas: int = 0
    office_phone: bool = False
    policy_version: int = 0
    proposal_open: bool = False
    last_backup: datetime | None = None
    keys_due: tuple[str, ...] = ()
    """Ids of units about whose keys something is due."""

    def of(self, kind: UnitKind) -> UnitFacts | None:
        """The first unit of a kind."""
        return next((unit for unit in self.units if unit.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One line: text keys are `setup.step.<id>.title` and `.help`; `link` is below /admin/."""

    id: str
    mark: Mark
    link: str
    names: tuple[str, ...] = field(default=())


def steps(facts: Facts, now: datetime) -> list[Step]:
    """The ordered list. Intake opens when no step is MISSING or WAITING."""
    needed = [*_units(facts), *_people(facts), *_desk(facts), *_keys(facts), *_policy(facts)]
    return [*_in_order(needed), *_care(facts, now)]


def is_complete(facts: Facts) -> bool:
    """Whether reports can be taken: the first policy is in force."""
    return facts.policy_version > 0


def _units(facts: Facts) -> list[Step]:
    kinds = (UnitKind.OFFICE, UnitKind.CUSTODY)
    return [Step(f"{kind.value}_unit", _done(facts.of(kind) is not None), "units") for kind in kinds]


def _people(facts: Facts) -> list[Step]:
    lacking = tuple(unit.name for unit in _locks(facts) if not (unit.first_invited or unit.has_seed))
    both = len(_locks(facts)) == 2
    return [Step("first_members", _done(both and not lacking), "staff/invite", lacking)]


def _desk(facts: Facts) -> list[Step]:
    return [
        Step("areas", _done(facts.areas > 0), "areas"),
        Step("contacts", _done(facts.office_phone), "contacts"),
    ]


def _keys(facts: Facts) -> list[Step]:
    both = len(_locks(facts)) == 2
    seedless = tuple(unit.name for unit in _locks(facts) if not unit.has_seed)
    unconfirmed = tuple(unit.name for unit in facts.units if unit.has_seed and not unit.pages_confirmed)
    unconfirmed_locks = any(not unit.pages_confirmed for unit in _locks(facts))
    return [
        Step("unit_keys", _done(both and not seedless), "units", seedless),
        Step("pages", _done(both and not unconfirmed_locks), "units", unconfirmed),
    ]


def _policy(facts: Facts) -> list[Step]:
    return [Step("policy", _done(is_complete(facts)), "policy")]


def _care(facts: Facts, now: datetime) -> list[Step]:
    """Warnings: they stop nothing, and some stay for a long time."""
    found = []
    if facts.of(UnitKind.ESCALATION) is None:
        found.append(Step("escalation_unit", Mark.WARNING, "units"))
    alone = tuple(unit.name for unit in facts.units if unit.members == 1)
    if alone:
        found.append(Step("single_member", Mark.WARNING, "staff", alone))
    unnamed = tuple(unit.name for unit in facts.units if unit.pages_confirmed and not unit.live)
    if is_complete(facts) and unnamed:
        found.append(Step("unit_not_in_policy", Mark.WARNING, "policy", unnamed))
    due = [unit for unit in facts.units if unit.id in facts.keys_due]
    if due:
        link = f"units/{due[0].id}/keys" if len(due) == 1 else "units"
        found.append(Step("keys_due", Mark.WARNING, link, tuple(unit.name for unit in due)))
    if facts.last_backup is None or now - facts.last_backup > BACKUP_AGE:
        found.append(Step("backup", Mark.WARNING, "setup/backup"))
    return found


def _locks(facts: Facts) -> list[UnitFacts]:
    return [unit for unit in facts.units if unit.kind in (UnitKind.OFFICE, UnitKind.CUSTODY)]


def _done(fulfilled: bool) -> Mark:
    return Mark.DONE if fulfilled else Mark.MISSING


def _in_order(found: list[Step]) -> list[Step]:
    """The first missing step is the one to do; the policy alone has to wait for all before it."""
    if any(step.mark is Mark.MISSING for step in found[:-1]) and found[-1].mark is Mark.MISSING:
        last = found[-1]
        return [*found[:-1], Step(last.id, Mark.WAITING, last.link, last.names)]
    return found

"""The demonstration's office as a plan, read from its data file."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import yaml

from admin.roles import Role
from admin.setup.founding import OfficePlan, PersonPlan, UnitPlan
from admin.sign_in import passwords
from storage.vault.policy_document import UnitKind


@dataclass(frozen=True, slots=True)
class LeadPlan:
    """One invented report, how old it is, and what staff did with it; `moves` as in the data file."""

    hours_ago: int
    area: int
    category: str
    what: str
    officials: str = "no"
    named: dict[str, str] | None = None
    facts: dict[str, str] = field(default_factory=dict)
    moves: tuple[dict[str, str], ...] = ()


_FACTS = ("who", "when", "how_known", "victims", "evidence")


def read_plan() -> tuple[OfficePlan, list[LeadPlan]]:
    """Office and reports; every person gets a generated password."""
    data: dict[str, Any] = yaml.safe_load(files("admin.demo").joinpath("office.yaml").read_text(encoding="utf-8"))
    people = tuple(_person(one) for one in data["people"])
    units = tuple(UnitPlan(one["id"], one["name"], UnitKind(one["kind"])) for one in data["units"])
    office = OfficePlan(
        people, units, data["areas"], data["contacts"], data["receiving"], data["on_officials"]
    )
    return office, [_lead(one) for one in data["leads"]]


def _person(one: dict[str, Any]) -> PersonPlan:
    roles = frozenset(Role(role) for role in one["roles"])
    return PersonPlan(one["login"], one["name"], roles, one["unit"], passwords.generate())


def _lead(one: dict[str, Any]) -> LeadPlan:
    facts = {name: one[name] for name in _FACTS if name in one}
    return LeadPlan(
        one["hours_ago"], one["area"], one["category"], one["what"], one.get("officials", "no"), one.get("named"),
        facts, tuple(one.get("moves", ())),
    )  # fmt: skip

"""What members of staff may be: the closed list of roles, and the rule of the two locks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final

from storage.errors import BadInput
from storage.vault.policy_document import UnitKind


class Role(StrEnum):
    """A role grants moves and pages, never keys: those come from units alone."""

    OFFICE = "office"
    HANDLER = "handler"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    CUSTODIAN = "custodian"
    REWARD = "reward"
    EDITOR = "editor"
    AUDITOR = "auditor"
    SYSADMIN = "sysadmin"


CUSTODY_ROLES: Final = frozenset({Role.CUSTODIAN, Role.AUDITOR})
"""All that a member of the custody unit may be."""


def roles_of(names: Iterable[str]) -> frozenset[Role]:
    """Stored names as roles; a name that no version knows raises ValueError."""
    return frozenset(Role(name) for name in names)


def check_two_locks(roles: Collection[Role], kinds: Collection[UnitKind]) -> None:
    """Refuse whoever would hold both locks; `kinds` are the kinds of all units one is in or waits for.

    A custodian belongs to the custody unit and to no other, and may be an auditor besides; nobody else belongs to
    the custody unit. Raises `BadInput`.
    """
    in_custody = UnitKind.CUSTODY in kinds
    if in_custody and set(kinds) != {UnitKind.CUSTODY}:
        raise BadInput("staff.error.two_locks")
    if in_custody and not (Role.CUSTODIAN in roles and set(roles) <= CUSTODY_ROLES):
        raise BadInput("staff.error.custody_roles")
    if kinds and not in_custody and Role.CUSTODIAN in roles:
        raise BadInput("staff.error.custodian_elsewhere")
    if Role.CUSTODIAN in roles and not set(roles) <= CUSTODY_ROLES:
        raise BadInput("staff.error.custody_roles")

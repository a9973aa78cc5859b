"""How a member stands to a lead that they open, and when that asks for a reason first.

Nobody is asked about what is theirs to watch: the handler, the unit's supervisors and leaders, members of a unit that
holds the lead beside the responsible one (dual check, supervision), and anybody while no handler is named.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from admin.roles import Role


class Standing(StrEnum):
    """Recorded with every view. The names are inside signed blocks: never rename one."""

    OWN = "own"
    UNASSIGNED = "unassigned"
    OVERSIGHT = "oversight"
    SHARED = "shared"
    OTHERS = "others"


class ViewReason(StrEnum):
    """Why somebody opens a colleague's lead; recorded beside the words that are sealed."""

    COVER = "cover"
    COMPARE = "compare"
    INSTRUCTED = "instructed"
    OTHER = "other"


_OVERSIGHT: Final = frozenset({Role.SUPERVISOR, Role.LEADER})


def standing_of(
    roles: Collection[Role], staff_id: bytes, units: Collection[str], handler_id: bytes | None, unit_id: str | None
) -> Standing:
    """`handler_id` and `unit_id` are the lead's: its one handler, if named, and its responsible unit."""
    if handler_id is None:
        return Standing.UNASSIGNED
    if handler_id == staff_id:
        return Standing.OWN
    if unit_id not in units:
        return Standing.SHARED
    return Standing.OTHERS if _OVERSIGHT.isdisjoint(roles) else Standing.OVERSIGHT

"""What happens to a lead whose deadline is missed: five stages by working days overdue, and whose turn it is in each.

    overdue by   stage                     who must act
    1 day        reminder 提醒             the handler; the unit where nobody is named
    3 days       urging slip 催办单        the unit's supervisor and liaison
    5 days       supervision 督办          the office
    10 days      listed supervision 挂牌   the leader
    15 days      one level up 提级         the leader, with the unit above

The stage hangs on the missed day alone. It ends with the step that was due, not with a look, a note or an
acknowledgement; a closed lead has none.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from admin.roles import Role
from admin.workflow.working_days import Calendar


class Stage(StrEnum):
    """Mildest first; the values are stored and stand in entries of the access ledger: never rename one."""

    REMIND = "remind"
    URGE = "urge"
    SUPERVISE = "supervise"
    LIST = "list"
    RAISE = "raise"


class Acts(StrEnum):
    """Who must act."""

    HANDLER = "handler"
    UNIT = "unit"
    OFFICE = "office"
    LEADER = "leader"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Rung:
    """One line of the table: from how many working days overdue, who must act, and the role whose turn it is."""

    stage: Stage
    days: int
    acts: Acts
    role: Role


LADDER: Final = (
    Rung(Stage.REMIND, 1, Acts.HANDLER, Role.HANDLER),
    Rung(Stage.URGE, 3, Acts.UNIT, Role.SUPERVISOR),
    Rung(Stage.SUPERVISE, 5, Acts.OFFICE, Role.OFFICE),
    Rung(Stage.LIST, 10, Acts.LEADER, Role.LEADER),
    Rung(Stage.RAISE, 15, Acts.ABOVE, Role.LEADER),
)
_RUNGS: Final = {rung.stage: rung for rung in LADDER}


def days_overdue(due: date | None, today: date, calendar: Calendar) -> int:
    """Working days since a missed day; at least 1 once it is over, also on the Saturday after a Friday."""
    if due is None or today <= due:
        return 0
    return max(1, calendar.between(due, today))


def stage_of(overdue: int) -> Stage | None:
    """The stage of a lead that is overdue by so many working days; None where it is not."""
    reached = [rung.stage for rung in LADDER if overdue >= rung.days]
    return reached[-1] if reached else None


def who_acts(stage: Stage, has_handler: bool) -> Acts:
    """Who must act now. Where nobody is named handler the unit is meant from the first day."""
    acts = _RUNGS[stage].acts
    return Acts.UNIT if acts is Acts.HANDLER and not has_handler else acts


def due_before(stage: Stage, today: date, calendar: Calendar) -> date:
    """The day before which a lead was due that has reached this stage today."""
    count = _RUNGS[stage].days
    # So many working days lie after a missed day exactly if it lies before the last so-manieth of them.
    return today if count == 1 else calendar.before(today + timedelta(days=1), count)


def turns_of(roles: Collection[Role]) -> tuple[Stage, ...]:
    """The stages at which it is the turn of a member with these roles, mildest first."""
    return tuple(rung.stage for rung in LADDER if rung.role in roles)

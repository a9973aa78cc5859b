"""When what a reporter left behind has to go: a pure decision over one lead, with every reason why it stays.

The term counts from the day of closing, or from the last day on which the reporter wrote, whichever is later: an
objection that came in yesterday must not be destroyed unread. A lead that was reopened is not closed, and once it is
closed again its term begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from admin.workflow.rewards import RewardState
from admin.workflow.states import State

USUAL_DAYS: Final = 180
LEAST_DAYS: Final = 90
"""Shorter than that, a reporter who objects or claims a reward finds nothing left to answer to."""
MOST_DAYS: Final = 730
"""Longer than that, the term would be no term."""
_OPEN_REWARDS: Final = frozenset({RewardState.PROPOSED, RewardState.APPROVED})


class Stays(StrEnum):
    """Why something is not destroyed; the values are stored and name texts."""

    OPEN = "open"
    UNCLEAR = "unclear"
    TERM = "term"
    REWARD = "reward"
    PROTECTION = "protection"
    NOTHING = "nothing"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """All that decides. Days are the office's.

    `recorded_on` is the day of closing as the access ledger has it, None where its newest entry says no closing.
    `hidden`: custody must not learn that the lead exists, so nobody there can confirm.
    """

    state: State
    closed_on: date | None
    recorded_on: date | None
    last_wrote: date | None
    reward: RewardState | None
    protected: bool
    identity: bool
    words: bool
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`due_on` is the day from which on it is due, None while the lead is open; it is due where nothing `stays` it."""

    due_on: date | None
    stays: tuple[Stays, ...]

    @property
    def is_due(self) -> bool:
        return not self.stays


def judge(facts: LeadFacts, days: int, today: date) -> Verdict:
    """Whether a lead is due under a term of so many days, and why not. Pure."""
    if facts.state is not State.CLOSED or facts.closed_on is None:
        return Verdict(None, (Stays.OPEN,))
    due_on = max(facts.closed_on, facts.last_wrote or facts.closed_on) + timedelta(days=days)
    found = {
        Stays.UNCLEAR: facts.recorded_on != facts.closed_on,
        Stays.TERM: today < due_on,
        Stays.REWARD: facts.reward in _OPEN_REWARDS,
        Stays.PROTECTION: facts.protected,
        Stays.NOTHING: not (facts.identity or facts.words),
        Stays.HIDDEN: facts.hidden,
    }
    return Verdict(due_on, tuple(reason for reason, holds in found.items() if holds))


def days_of(value: object) -> int:
    """The term in days from what is kept as a setting; the usual one where that is no number within the bounds."""
    fits = isinstance(value, int) and not isinstance(value, bool) and LEAST_DAYS <= value <= MOST_DAYS
    return value if fits and isinstance(value, int) else USUAL_DAYS

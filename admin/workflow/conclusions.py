"""What a verification may end in, and what must stand before a lead can be closed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from admin.workflow.states import State


class Conclusion(StrEnum):
    """Findings of a verification; the values are stored."""

    SUBSTANTIATED = "substantiated"
    PARTLY = "partly"
    UNSUBSTANTIATED = "unsubstantiated"
    UNVERIFIABLE = "unverifiable"


class Level(StrEnum):
    """The three-level class of a lead, set when it is screened: 有黑扫黑、无黑除恶、无恶治乱."""

    BLACK = "black"
    EVIL = "evil"
    DISORDER = "disorder"


class Obstacle(StrEnum):
    """Why a lead cannot be closed yet; each names a text."""

    NO_FINDING = "no_finding"
    NO_CONCLUSION = "no_conclusion"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Closing:
    """What is known of a lead that is to be closed. `verified` is false for one ruled out or merged."""

    verified: bool
    conclusion: Conclusion | None
    findings: int
    answered: bool


def obstacles(closing: Closing) -> tuple[Obstacle, ...]:
    """Everything that still lacks, empty where the lead may be closed. The table of moves is asked besides."""
    missing = []
    if closing.verified and closing.conclusion is None:
        missing.append(Obstacle.NO_CONCLUSION)
    if closing.findings == 0:
        missing.append(Obstacle.NO_FINDING)
    if not closing.answered:
        missing.append(Obstacle.NO_ANSWER)
    return tuple(missing)


def was_verified(states: tuple[State, ...]) -> bool:
    """Whether a lead's history went through verification."""
    return State.VERIFYING in states

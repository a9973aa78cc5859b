"""Rewards: one member proposes a sum, another decides. Never the same person, whatever their roles."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from admin.roles import Role
from admin.workflow.conclusions import Conclusion
from storage.errors import BadInput, NotAllowed

MAX_FEN: Final = 100_000_000
"""One million yuan: a sum above it is a slip of the keyboard."""
_YUAN: Final = re.compile(r"(\d{1,7})(?:\.(\d{1,2}))?")


class RewardState(StrEnum):
    """Where a reward stands; the values are stored and shown to the reporter as codes."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    PAID = "paid"


PROPOSERS: Final = frozenset({Role.OFFICE, Role.HANDLER, Role.REWARD})
DECIDERS: Final = frozenset({Role.OFFICE, Role.REWARD, Role.LEADER})
REWARDED: Final = frozenset({Conclusion.SUBSTANTIATED, Conclusion.PARTLY})
_NEXT: Final = {
    RewardState.APPROVED: RewardState.PROPOSED,
    RewardState.REFUSED: RewardState.PROPOSED,
    RewardState.PAID: RewardState.APPROVED,
}


def parse_yuan(typed: str) -> int:
    """A sum in fen from what was typed in yuan; raises `BadInput`."""
    plain = typed.strip().replace(",", "").replace("，", "").removeprefix("¥").removesuffix("元").strip()
    match = _YUAN.fullmatch(plain)
    if match is None:
        raise BadInput("reward.error.amount")
    fen = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    if not 0 < fen <= MAX_FEN:
        raise BadInput("reward.error.amount")
    return fen


def yuan(fen: int) -> str:
    """The sum in yuan with two decimals and thousands separated."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def may_propose(roles: frozenset[Role], conclusion: str | None) -> bool:
    """A sum is proposed only for a lead that was found true, at least in part."""
    return not PROPOSERS.isdisjoint(roles) and conclusion in REWARDED


def check_decision(
    state: RewardState, to: RewardState, roles: frozenset[Role], proposer: bytes, decider: bytes
) -> None:
    """Raise `NotAllowed` unless this member may take the reward from `state` to `to`."""
    if _NEXT.get(to) is not state:
        raise NotAllowed(f"a reward does not go from {state.value} to {to.value}")
    if DECIDERS.isdisjoint(roles):
        raise NotAllowed("this role decides no rewards")
    if proposer == decider:
        raise NotAllowed("who proposes a reward does not decide it")


def may_decide(state: str, roles: frozenset[Role], proposer: bytes, decider: bytes) -> tuple[RewardState, ...]:
    """The decisions open to this member, in the order of buttons."""
    return tuple(to for to in _NEXT if _is_open(RewardState(state), to, roles, proposer, decider))


def _is_open(state: RewardState, to: RewardState, roles: frozenset[Role], proposer: bytes, decider: bytes) -> bool:
    try:
        check_decision(state, to, roles, proposer, decider)
    except NotAllowed:
        return False
    return True

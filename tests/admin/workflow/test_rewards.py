"""Sums as people type them, and the rule of two people."""

import pytest

from admin.roles import Role
from admin.workflow.conclusions import Conclusion
from admin.workflow.rewards import RewardState, check_decision, may_propose, parse_yuan, yuan
from storage.errors import BadInput, NotAllowed

ANNA, BERT = b"a" * 16, b"b" * 16
EVERY = frozenset(Role)


@pytest.mark.parametrize(
    ("typed", "fen"), [("500", 50000), ("1,500.5", 150050), (" ¥20.05 ", 2005), ("3000元", 300000), ("0.01", 1)]
)
def test_sums_are_read_as_people_type_them(typed: str, fen: int) -> None:
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize("typed", ["", "0", "-5", "1e3", "12.345", "五百", "99999999", "1 000 000 001"])
def test_what_is_no_sum_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        parse_yuan(typed)


def test_a_sum_is_shown_with_its_cents() -> None:
    assert yuan(123456789) == "1,234,567.89"


def test_nobody_decides_their_own_proposal_whatever_their_roles() -> None:
    for to in (RewardState.APPROVED, RewardState.REFUSED):
        with pytest.raises(NotAllowed):
            check_decision(RewardState.PROPOSED, to, EVERY, ANNA, ANNA)
        check_decision(RewardState.PROPOSED, to, EVERY, ANNA, BERT)


def test_a_refused_reward_is_not_paid() -> None:
    with pytest.raises(NotAllowed):
        check_decision(RewardState.REFUSED, RewardState.PAID, EVERY, ANNA, BERT)


def test_a_handler_decides_no_reward() -> None:
    with pytest.raises(NotAllowed):
        check_decision(RewardState.PROPOSED, RewardState.APPROVED, frozenset({Role.HANDLER}), ANNA, BERT)


def test_only_a_lead_found_true_is_rewarded() -> None:
    assert may_propose(frozenset({Role.HANDLER}), Conclusion.SUBSTANTIATED)
    assert not may_propose(frozenset({Role.HANDLER}), Conclusion.UNSUBSTANTIATED)
    assert not may_propose(frozenset({Role.HANDLER}), None)
    assert not may_propose(frozenset({Role.AUDITOR}), Conclusion.SUBSTANTIATED)

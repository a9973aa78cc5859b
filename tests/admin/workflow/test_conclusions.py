"""No lead closes without a finding and without an answer."""

from admin.workflow.conclusions import Closing, Conclusion, Obstacle, obstacles, was_verified
from admin.workflow.states import State


def test_a_lead_with_finding_conclusion_and_answer_may_be_closed() -> None:
    assert obstacles(Closing(True, Conclusion.PARTLY, 1, True)) == ()


def test_without_an_answer_no_lead_closes() -> None:
    assert obstacles(Closing(True, Conclusion.PARTLY, 1, False)) == (Obstacle.NO_ANSWER,)


def test_without_a_finding_no_lead_closes_even_if_it_was_ruled_out() -> None:
    assert obstacles(Closing(False, None, 0, True)) == (Obstacle.NO_FINDING,)


def test_a_verified_lead_needs_a_conclusion_and_one_ruled_out_does_not() -> None:
    assert obstacles(Closing(True, None, 1, True)) == (Obstacle.NO_CONCLUSION,)
    assert obstacles(Closing(False, None, 1, True)) == ()


def test_everything_that_lacks_is_told_at_once() -> None:
    assert len(obstacles(Closing(True, None, 0, False))) == 3


def test_verification_is_read_from_the_history() -> None:
    assert was_verified((State.RECEIVED, State.VERIFYING, State.CONCLUDED))
    assert not was_verified((State.RECEIVED, State.OUT_OF_SCOPE))

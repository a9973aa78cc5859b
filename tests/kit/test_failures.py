"""What an operator sees when a command fails."""

import pytest

from kit.failures import FAILED, told_plainly


class Ours(Exception):
    """An error with a sentence."""


def test_a_known_error_is_one_sentence_and_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, told_plainly(Ours):
        raise Ours("the disk is full: free some space")
    assert ended.value.code == FAILED
    assert capsys.readouterr().err == "the disk is full: free some space\n"


def test_an_unknown_error_stays_what_it_is() -> None:
    with pytest.raises(ZeroDivisionError), told_plainly(Ours):
        raise ZeroDivisionError


def test_no_chain_of_causes_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    told = Ours("it failed")
    told.__cause__ = ValueError("秘密")
    with pytest.raises(SystemExit) as ended, told_plainly(Ours):
        raise told
    assert ended.value.__suppress_context__
    assert "秘密" not in capsys.readouterr().err

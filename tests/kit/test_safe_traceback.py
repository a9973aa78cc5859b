from pathlib import Path

import pytest

from kit import safe_traceback

CANARY = "13800001234"


class Harmless(Exception):
    safe_to_print = True


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        if cause is None:
            raise error
        raise error from cause
    except BaseException as caught:  # noqa: BLE001
        return caught


def test_the_message_of_a_foreign_error_is_left_out_but_its_place_is_kept() -> None:
    text = safe_traceback.render(raised(ValueError(f"no date: {CANARY}")))
    assert CANARY not in text
    assert text.endswith("ValueError")
    assert "in raised" in text


def test_the_errors_that_led_to_it_are_shown_without_their_messages() -> None:
    text = safe_traceback.render(raised(Harmless("the store is full"), raised(KeyError(CANARY))))
    assert CANARY not in text
    assert text.index("KeyError") < text.index("Which led to:") < text.index("Harmless: the store is full")


def test_an_error_met_while_handling_another_is_shown_too() -> None:
    try:
        raise KeyError(CANARY)
    except KeyError:
        text = safe_traceback.render(raised(Harmless("second")))
    assert CANARY not in text
    assert text.index("KeyError") < text.index("While handling it") < text.index("Harmless: second")


def test_the_system_s_words_are_shown_without_the_path() -> None:
    with pytest.raises(OSError) as caught:
        Path(f"/{CANARY}/nowhere").read_bytes()
    assert safe_traceback.describe(caught.value) == "FileNotFoundError: No such file or directory"


def test_a_group_shows_its_members_without_values() -> None:
    text = safe_traceback.render(ExceptionGroup(CANARY, [ValueError(CANARY), Harmless("fine")]))
    assert CANARY not in text
    assert "Harmless: fine" in text


def test_an_error_that_is_its_own_cause_ends() -> None:
    error = ValueError()
    error.__cause__ = error
    assert safe_traceback.render(error) == "ValueError"

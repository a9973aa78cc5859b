"""How long who waits."""

from datetime import UTC, datetime, timedelta

from admin.sign_in import delays
from storage.vault.secret import SecretBytes

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_the_first_tries_wait_for_nothing_and_no_wait_exceeds_five_minutes() -> None:
    waits = [delays.wait_after(failures).total_seconds() for failures in range(40)]
    assert waits[:6] == [0, 0, 0, 0, 0, 2]
    assert waits == sorted(waits)
    assert max(waits) == 300


def test_failures_of_yesterday_are_forgotten() -> None:
    assert delays.next_failures(9, NOW - timedelta(hours=13), NOW) == 1
    assert delays.next_failures(9, NOW - timedelta(hours=1), NOW) == 10


def test_seconds_left_are_rounded_up() -> None:
    assert delays.seconds_left(NOW, NOW) == 0
    assert delays.seconds_left(NOW + timedelta(seconds=1.2), NOW) == 2


def test_a_budget_belongs_to_one_account_and_one_browser() -> None:
    key = SecretBytes(bytes(32))
    rows = {
        delays.budget_key(key, "wang", None),
        delays.budget_key(key, "li", None),
        delays.budget_key(key, "wang", bytes(32)),
        delays.budget_key(key, "wang", b"\1" * 32),
        delays.budget_key(SecretBytes(b"\1" * 32), "wang", None),
    }
    assert len(rows) == 5

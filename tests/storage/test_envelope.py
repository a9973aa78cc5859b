"""What travels: strict, bounded, nothing unknown, and nothing that one part contradicts in another."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from storage.envelope import MAX_BODY, MAX_GRANTS, Envelope, FollowUp, SealedPart
from storage.vault.thread import FollowUpKind, seal_follow_up
from tests.storage.builders import envelope, rid
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import quick

NAMED: dict[str, Any] = json.loads(envelope(named=True).model_dump_json())
RESTRICTED = {"restricted": True, "category": None, "area": None, "officials": False}


def follow_up(text: bytes = b"text") -> FollowUp:
    public = w.lead_keys().pair.public
    message = seal_follow_up(public, w.LEAD, w.receipt_keys(), w.MESSAGE, FollowUpKind.FACTS, text)
    return FollowUp.of(message, w.receipt_keys().lookup_id, w.HOUR)


FOLLOWED: dict[str, Any] = json.loads(follow_up().model_dump_json())


def parsed(**changes: object) -> Envelope:
    return Envelope.model_validate_json(json.dumps(NAMED | changes))


def grant(unit: str = "office", **changes: object) -> dict[str, object]:
    return {"unit": unit, "epoch": 1, "sealed": "AAAA"} | changes


@pytest.mark.parametrize("named", [True, False])
def test_an_envelope_comes_back_from_its_json(named: bool) -> None:
    whole = envelope(units=("office", "police"), named=named, ticket="123456789012")
    assert Envelope.model_validate_json(whole.model_dump_json()) == whole


def test_a_follow_up_comes_back_and_verifies_as_it_was_sent() -> None:
    sent = follow_up()
    found = FollowUp.model_validate_json(sent.model_dump_json())
    assert found == sent
    assert found.message() == sent.message()


def test_the_longest_texts_that_can_be_sealed_fit_through_the_wire() -> None:
    """Padding's largest step, in an envelope and in a follow-up, within one body."""
    longest = follow_up(bytes(262_143)).model_dump_json()
    assert FollowUp.model_validate_json(longest)
    units = tuple(f"unit-{n}" for n in range(MAX_GRANTS))
    body = envelope(units, named=True, content=rid(262_144 + 30)).model_dump_json()
    assert Envelope.model_validate_json(body)
    assert max(len(longest), len(body)) < MAX_BODY


@pytest.mark.parametrize("name", NAMED)
def test_every_missing_part_is_refused_unless_it_may_be_left_out(name: str) -> None:
    body = json.dumps({key: value for key, value in NAMED.items() if key != name})
    if name in ("version", "identity", "category", "area", "officials", "ticket"):
        assert Envelope.model_validate_json(body)
        return
    with pytest.raises(ValidationError):
        Envelope.model_validate_json(body)


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("value", [7.5, "%", [], {}, [None], "\x00", -1, "AAAA="])
def test_every_part_of_another_type_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        parsed(**{name: value})


@pytest.mark.parametrize("name", FOLLOWED)
@pytest.mark.parametrize("value", [7.5, "%", None, [], {}, "\x00", -1, "AAAA="])
def test_every_part_of_a_follow_up_of_another_type_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        FollowUp.model_validate_json(json.dumps(FOLLOWED | {name: value}))


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": "1.2.3.4"},
        {"identity": NAMED["identity"] | {"name": "王小明"}},
        {"identity": {key: value for key, value in NAMED["identity"].items() if key != "share_two"}},
        {"grants": [grant(seed="x")]},
        {"version": 2},
        {"policy_version": 0},
        {"policy_version": 2**31},
        {"policy_version": "1"},
        {"policy_version": True},
    ],
)
def test_unknown_fields_and_other_versions_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        parsed(**changes)


@pytest.mark.parametrize("form", ["AB" * 16, "ab " * 16, " " + "ab" * 16, "ab" * 16 + "\n"])
def test_an_id_has_one_form(form: str) -> None:
    with pytest.raises(ValidationError):
        parsed(lead_id=form)


@pytest.mark.parametrize("form", ["QR==", "QQ=", "QQ", "QQ==\n", "QQ==QQ==", "Q Q==", "-_-_"])
def test_bytes_have_one_form(form: str) -> None:
    with pytest.raises(ValidationError):
        parsed(card=form)


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_lead_id_of_a_wrong_size_is_refused(size: int) -> None:
    with pytest.raises(ValidationError):
        parsed(lead_id=rid(size).hex())


@pytest.mark.parametrize(("name", "size"), [("receipt_key", 31), ("lead_public", 1247), ("lead_public", 1249)])
def test_keys_of_a_wrong_size_are_refused(name: str, size: int) -> None:
    with pytest.raises(ValidationError):
        parsed(**{name: b64encode(rid(size)).decode()})


@pytest.mark.parametrize(
    ("name", "size"), [("content", 262_144 + 1139), ("card", 4097), ("lookup_id", 33), ("commitment", 31)]
)
def test_nothing_is_longer_than_it_can_honestly_be(name: str, size: int) -> None:
    value = rid(size)
    with pytest.raises(ValidationError):
        parsed(**{name: value.hex() if name in ("lookup_id", "commitment") else b64encode(value).decode()})


@pytest.mark.parametrize(
    "grants",
    [
        [],
        [grant(f"unit-{n}") for n in range(MAX_GRANTS + 1)],
        [grant(), grant()],
        [grant("custody")],
        [grant(epoch=0)],
        [grant(epoch=2**31)],
        [grant(epoch=2**70)],
        [grant("Office")],
        [grant("../office")],
        [grant(sealed=b64encode(bytes(4097)).decode())],
    ],
)
def test_grants_are_bounded_each_to_one_unit_and_none_to_custody(grants: list[object]) -> None:
    with pytest.raises(ValidationError):
        parsed(grants=grants)


@pytest.mark.parametrize("change", [{"category": "lending"}, {"area": "east"}, {"officials": True}])
def test_a_restricted_lead_tells_nothing_in_clear(change: dict[str, object]) -> None:
    assert parsed(**RESTRICTED)
    with pytest.raises(ValidationError):
        parsed(**(RESTRICTED | change))


@pytest.mark.parametrize(
    "ticket", ["12345678901", "1234567890123", "12345678901a", "123456789012\n", " 23456789012", ""]
)
def test_a_ticket_is_twelve_digits(ticket: str) -> None:
    with pytest.raises(ValidationError):
        parsed(ticket=ticket)


@pytest.mark.parametrize(
    "hour",
    [
        datetime(2026, 11, 2, 8, 1, tzinfo=UTC),
        datetime(2026, 11, 2, 8, 0, 1, tzinfo=UTC),
        datetime(2026, 11, 2, 8, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 11, 2, 8, tzinfo=None),  # noqa: DTZ001
        datetime(2026, 11, 2, 8, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        datetime(2026, 11, 2, 8, tzinfo=timezone(timedelta(seconds=37))),
    ],
)
def test_clear_columns_carry_the_hour_and_no_second_in_disguise(hour: datetime) -> None:
    with pytest.raises(ValidationError):
        parsed(hour=hour.isoformat())
    with pytest.raises(ValidationError):
        FollowUp.model_validate_json(json.dumps(FOLLOWED | {"hour": hour.isoformat()}))


@quick
@given(st.binary(max_size=300))
def test_garbage_is_refused_by_name(garbage: bytes) -> None:
    for shape in (Envelope, FollowUp):
        with pytest.raises(ValidationError):
            shape.model_validate_json(garbage)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"grants":' * 10_000, "null", "1e999999", '{"lead_id":"\\ud800"}'])
def test_hostile_json_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValidationError):
        Envelope.model_validate_json(text)


def test_an_error_quotes_nothing_that_was_sent() -> None:
    with pytest.raises(ValidationError) as caught:
        parsed(ticket="12345678901x", area="王小明")
    assert "12345678901x" not in str(caught.value)
    assert "王小明" not in str(caught.value)


def test_a_part_keeps_unit_epoch_and_bytes() -> None:
    sealed = w.lead_keys().grant_to(w.unit_key("police", 3))
    assert SealedPart.of(sealed).sealed_for() == sealed

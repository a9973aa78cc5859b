"""What the admin API answers: strict on both ends."""

import json
from base64 import b64encode
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from storage import wire
from tests.storage.vault.worlds import first_policy, quick

LINE = {
    "message_id": "00" * 16,
    "sender": "staff",
    "kind": "answer",
    "at": "2026-11-02T08:00:00+00:00",
    "ciphertext": "AAAA",
}
BODIES: list[tuple[type[BaseModel], dict[str, Any]]] = [
    (wire.Stored, {"stored": True, "known": False}),
    (wire.LookUpRequest, {"lookup_id": "00" * 32}),
    (wire.ThreadLine, LINE),
    (wire.RewardView, {"state": "approved", "amount_fen": 100}),
    (wire.AcknowledgementView, {"body": "AAAA", "signature": b64encode(bytes(64)).decode()}),
    (wire.ThreadView, {"card": "AAAA", "state": "received", "received_on": "2026-11-02", "lines": [LINE]}),
    (wire.LookUpAnswer, {"thread": None, "height": 3}),
    (wire.PolicyChain, {"policies": []}),
    (wire.Desk, {"contacts": {"phone": "010"}}),
    (wire.BlockHeaders, {"headers": ["AAAA"]}),
    (wire.BotReport, {"bot_id": "00" * 16, "policy_version": 0, "oldest_outbox_policy": None, "height": 0}),
]


@pytest.mark.parametrize(("shape", "body"), BODIES, ids=lambda part: getattr(part, "__name__", ""))
def test_it_comes_back_and_takes_nothing_unknown(shape: type[BaseModel], body: dict[str, Any]) -> None:
    read = shape.model_validate_json(json.dumps(body))
    assert shape.model_validate_json(read.model_dump_json()) == read
    with pytest.raises(ValidationError):
        shape.model_validate_json(json.dumps(body | {"unknown": 1}))


@pytest.mark.parametrize(("shape", "body"), BODIES, ids=lambda part: getattr(part, "__name__", ""))
def test_every_part_of_another_type_is_refused(shape: type[BaseModel], body: dict[str, Any]) -> None:
    for name in body:
        wrongs: list[object] = [7.5, [[]], {"x": [1]}]
        for wrong in wrongs:
            with pytest.raises(ValidationError):
                shape.model_validate_json(json.dumps(body | {name: wrong}))


def test_a_signed_policy_travels_byte_for_byte() -> None:
    part = wire.PolicyPart.of(first_policy())
    assert wire.PolicyPart.model_validate_json(part.model_dump_json()).signed() == first_policy()


def test_an_answer_for_an_unknown_receipt_has_the_shape_of_any_other() -> None:
    unknown = json.loads(wire.LookUpAnswer().model_dump_json())
    known = json.loads(wire.LookUpAnswer(thread=None, height=9).model_dump_json())
    assert unknown.keys() == known.keys()


@pytest.mark.parametrize("name", ["policy_version", "oldest_outbox_policy", "height"])
@pytest.mark.parametrize("value", [-1, 2**31, 2**70, "1", True])
def test_a_report_holds_numbers_that_databases_hold(name: str, value: object) -> None:
    shape, body = BODIES[-1]
    with pytest.raises(ValidationError):
        shape.model_validate_json(json.dumps(body | {name: value}))


@quick
@given(st.binary(max_size=200))
def test_garbage_is_refused_by_name_or_empty(garbage: bytes) -> None:
    """Shapes whose parts may all be left out take `{}`; nothing raises anything else."""
    for shape, _ in BODIES:
        with suppress(ValidationError):
            shape.model_validate_json(garbage)

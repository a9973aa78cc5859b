"""A report in clear: strict, and silent."""

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from storage.errors import TooLong
from storage.report import Answer, Content, Identity, NoticeKey, Place
from storage.vault.padding import IDENTITY_STEPS, pad
from tests.storage.vault.worlds import exactly

CANARY = "canary-王小明-13800000001"


def content(**values: Any) -> Content:
    parts: dict[str, Any] = {
        "language": "zh_CN",
        "channel": "web",
        "officials": "no",
        "named": False,
        "what": (CANARY,),
        "place": Place(area="east", text=CANARY, latitude=31.5, longitude=121.25),
        "who": CANARY,
        "excluded": ("police",),
        "notice": NoticeKey(id=bytes(16), key=bytes(range(32))),
    }
    return Content(**(parts | values))


IDENTITY = Identity(name="王小明", phone="13800000001", contact=CANARY)
ANSWER = Answer(by="role.handler", day="2026-11-02", text=CANARY)
EVERYTHING: list[BaseModel] = [content(), content().place, IDENTITY, ANSWER, NoticeKey(id=b"id", key=CANARY.encode())]


@pytest.mark.parametrize("told", EVERYTHING, ids=lambda told: type(told).__name__)
def test_it_comes_back_from_its_json(told: BaseModel) -> None:
    assert type(told).model_validate_json(told.model_dump_json()) == told


@pytest.mark.parametrize("told", EVERYTHING, ids=lambda told: type(told).__name__)
def test_it_does_not_print(told: BaseModel) -> None:
    rich: Any = told
    shown = [repr(told), str(told), f"{told}", f"{told!r:>9}", "%s" % told, repr([told])]  # noqa: UP031
    shown.extend([repr(list(rich.__repr_args__())), repr(list(rich.__rich_repr__()))])
    for one in shown:
        assert "canary" not in one
        assert "王小明" not in one
        assert "13800000001" not in one
        assert "121.25" not in one


@pytest.mark.parametrize(
    ("shape", "body"),
    [
        (Content, {"what": CANARY, "who": 7, "extra": CANARY}),
        (Identity, {"name": CANARY * 9, "phone": "13800000001" * 9}),
        (Answer, {"by": 1, "day": CANARY, "words": CANARY}),
    ],
)
def test_an_error_quotes_nothing_that_was_told(shape: type[BaseModel], body: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as caught:
        shape.model_validate_json(json.dumps(body))
    assert "canary" not in str(caught.value) + repr(caught.value)
    assert "13800000001" not in str(caught.value) + repr(caught.value)


@pytest.mark.parametrize("told", EVERYTHING, ids=lambda told: type(told).__name__)
def test_unknown_and_retyped_fields_are_refused(told: BaseModel) -> None:
    body = json.loads(told.model_dump_json())
    changes: list[dict[str, object]] = [{"extra": 1}]
    changes.extend({name: {"x": 1}} for name in body)
    for change in changes:
        with pytest.raises(ValidationError):
            type(told).model_validate_json(json.dumps(body | change))


@pytest.mark.parametrize("value", [2, "1", None, 0])
def test_another_version_is_refused(value: object) -> None:
    body = json.loads(content().model_dump_json())
    with pytest.raises(ValidationError):
        Content.model_validate_json(json.dumps(body | {"version": value}))


@pytest.mark.parametrize("letter", ["a", "文", "𠮷", "😀", '"', "\\", "\n"])
def test_the_longest_identity_fits_its_kibibyte(letter: str) -> None:
    longest = Identity(name=letter * 60, phone=letter * 30, id_number=letter * 30, contact=letter * 120)
    assert len(pad(longest.model_dump_json().encode(), IDENTITY_STEPS)) == 1024


def test_an_identity_of_control_letters_is_too_long_by_name() -> None:
    """JSON writes each of them as six letters."""
    longest = Identity(name="\x1b" * 60, phone="\x1b" * 30, id_number="\x1b" * 30, contact="\x1b" * 120)
    with exactly(TooLong):
        pad(longest.model_dump_json().encode(), IDENTITY_STEPS)

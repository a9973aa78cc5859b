"""What a policy may say."""

import json
from base64 import b64encode
from typing import Any

import pytest
from pydantic import ValidationError

from storage.vault.policy_document import PolicyDocument, PolicyUnit, UnitKind
from storage.vault.seeds import PUBLIC_SIZE
from tests.storage.vault.worlds import document, policy_unit

PLAIN: dict[str, Any] = json.loads(document().model_dump_json())


def parsed(**changes: object) -> PolicyDocument:
    return PolicyDocument.model_validate_json(json.dumps(PLAIN | changes))


def changed_unit(at: int = 2, **changes: object) -> list[object]:
    return [*PLAIN["units"][:at], PLAIN["units"][at] | changes, *PLAIN["units"][at + 1 :]]


def test_a_document_comes_back_from_its_json() -> None:
    assert parsed() == document()


@pytest.mark.parametrize("name", PLAIN)
def test_a_missing_part_is_refused_unless_it_may_be_empty(name: str) -> None:
    rest = {key: value for key, value in PLAIN.items() if key != name}
    if name == "escalation":
        assert PolicyDocument.model_validate_json(json.dumps(rest)).escalation is None
        return
    with pytest.raises(ValidationError):
        PolicyDocument.model_validate_json(json.dumps(rest))


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": "red"},
        {"units": changed_unit(colour="red")},
        {"areas": [{"id": "east", "name": "东镇", "colour": "red"}]},
        {"receipt": PLAIN["receipt"] | {"pepper": ""}},
        {"routes": [{"units": ["office"], "silent": True}]},
    ],
)
def test_an_unknown_field_is_refused_at_every_depth(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        parsed(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"routes": [{"units": ["custody"]}]},
        {"routes": [{"units": ["office"], "supervising": ["custody"]}]},
        {"escalation": "custody"},
        {"escalation": "police"},
        {"escalation": "nobody"},
        {"routes": [{"units": ["nobody"]}]},
        {"routes": [{"units": []}]},
        {"routes": []},
    ],
)
def test_custody_never_receives_and_routes_lead_to_known_units(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        parsed(**changes)


@pytest.mark.parametrize("kind", ["office", "custody"])
def test_there_is_exactly_one_office_and_one_custody(kind: str) -> None:
    with pytest.raises(ValidationError):
        parsed(units=changed_unit(kind=kind))
    with pytest.raises(ValidationError):
        parsed(units=changed_unit(at=0 if kind == "office" else 1, kind="receiving"))


@pytest.mark.parametrize("places", [("identity", "identity"), ("identity", "pages"), ("pages", "pages")])
def test_no_key_stands_in_two_places(places: tuple[str, str]) -> None:
    """One key for office and custody would be both locks in one hand; one for two pages would open two units."""
    office, custody = policy_unit("office", UnitKind.OFFICE), policy_unit("custody", UnitKind.CUSTODY)
    found = office.current.identity if places[0] == "identity" else office.recovery_public
    if places[1] == "identity":
        epochs = (custody.current.model_copy(update={"identity": found}),)
        custody = custody.model_copy(update={"epochs": epochs})
    else:
        custody = custody.model_copy(update={"recovery_public": found})
    with pytest.raises(ValidationError):
        document(units=(office, custody, *document().units[2:]))


def test_one_signing_key_under_two_identities_is_refused_too() -> None:
    office, custody = policy_unit("office", UnitKind.OFFICE), policy_unit("custody", UnitKind.CUSTODY)
    mixed = custody.current.identity[:-32] + office.current.identity[-32:]
    custody = custody.model_copy(update={"epochs": (custody.current.model_copy(update={"identity": mixed}),)})
    with pytest.raises(ValidationError):
        document(units=(office, custody, *document().units[2:]))


@pytest.mark.parametrize("numbers", [(2, 1), (1, 1), (1, 3, 2)])
def test_epochs_rise(numbers: tuple[int, ...]) -> None:
    with pytest.raises(ValidationError):
        policy_unit("police", epochs=numbers)


@pytest.mark.parametrize("epoch", [0, -1, 2**31, 1.0, "1", True, None])
def test_an_epoch_is_a_whole_number_that_databases_hold(epoch: object) -> None:
    one = PLAIN["units"][2]["epochs"][0] | {"epoch": epoch}
    with pytest.raises(ValidationError):
        parsed(units=changed_unit(epochs=[one]))


@pytest.mark.parametrize("field", ["host_key", "salt", "identity", "recovery_public"])
@pytest.mark.parametrize("value", ["", "AAAA", "no base64!", "%%%", None, 7, ["A"]])
def test_keys_and_salt_have_their_size(field: str, value: object) -> None:
    changes: dict[str, dict[str, object]] = {
        "host_key": {"host_key": value},
        "salt": {"receipt": PLAIN["receipt"] | {"salt": value}},
        "identity": {"units": changed_unit(epochs=[PLAIN["units"][2]["epochs"][0] | {"identity": value}])},
        "recovery_public": {"units": changed_unit(recovery_public=value)},
    }
    with pytest.raises(ValidationError):
        parsed(**changes[field])
    assert len(document().units[0].recovery_public) == PUBLIC_SIZE


@pytest.mark.parametrize("slug", ["", "-x", "East", "a b", "a/b", "a\n", "东镇", "x" * 41, "../x", "a\u0000"])
def test_an_id_is_a_plain_slug(slug: str) -> None:
    with pytest.raises(ValidationError):
        parsed(units=changed_unit(id=slug))


def test_a_unit_or_area_is_named_once() -> None:
    with pytest.raises(ValidationError):
        parsed(units=[*PLAIN["units"], PLAIN["units"][2]])
    with pytest.raises(ValidationError):
        parsed(areas=[PLAIN["areas"][0], PLAIN["areas"][0]])


@pytest.mark.parametrize("change", [{"memory": 8191}, {"memory": 2**21}, {"iterations": 0}, {"iterations": 11}])
def test_the_cost_of_receipts_stays_within_reason(change: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        parsed(receipt=PLAIN["receipt"] | change)


def test_an_error_quotes_nothing_that_stood_there() -> None:
    with pytest.raises(ValidationError) as caught:
        parsed(units=changed_unit(name="王小明" * 30))
    assert "王小明" not in str(caught.value)


@pytest.mark.parametrize("endorsed", [b64encode(bytes(65)).decode(), 7, None])
def test_an_endorsement_is_a_signature_or_nothing(endorsed: object) -> None:
    one = PLAIN["units"][2]["epochs"][0] | {"endorsed": endorsed}
    with pytest.raises(ValidationError):
        parsed(units=changed_unit(epochs=[one]))


def test_the_epoch_in_force_is_the_last() -> None:
    unit: PolicyUnit = policy_unit("police", epochs=(1, 2, 5))
    assert unit.current.epoch == 5

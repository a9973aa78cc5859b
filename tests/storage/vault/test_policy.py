"""The chain of policies: forged, older, beside, or bent step by step."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import PolicyRefused
from storage.vault.binding import Binding
from storage.vault.policy import (
    NO_POLICY,
    Policy,
    SignedPolicy,
    check_step,
    read_policy,
    sign_policy,
    verify_chain,
    write_policy,
)
from storage.vault.policy_document import Area, Epoch, PolicyDocument, PolicyUnit, ReceiptParameters, Route, UnitKind
from storage.vault.purposes import Purpose
from storage.vault.seeds import KeyPair
from storage.vault.unit import endorse_epoch, seal_for_recovery
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import document, exactly, first_policy, following, policy_unit, quick, sign

FIRST = first_policy()


def first() -> Policy:
    return check_step(None, FIRST)


def units(**replaced: PolicyUnit) -> tuple[PolicyUnit, ...]:
    """The small policy's units, some of them replaced."""
    return tuple(replaced.get(unit.id, unit) for unit in document().units)


def body(then: PolicyDocument, version: int = 2) -> SignedPolicy:
    return following(FIRST, version, then)


def test_a_chain_verifies_and_reads_back() -> None:
    second = body(document(areas=(Area(id="north", name="北镇"),)))
    third = following(second, 3)
    policies = verify_chain([FIRST, second, third], FIRST.fingerprint)
    assert [policy.version for policy in policies] == [1, 2, 3]
    assert policies[1].document.areas[0].name == "北镇"
    assert policies[2].previous == second.fingerprint


def test_an_empty_chain_is_no_policy() -> None:
    assert verify_chain([], bytes(32)) == []


def test_a_stored_policy_is_never_written_anew() -> None:
    """The fingerprint is over the stored bytes, so a reader with another JSON form agrees."""
    text = json.dumps(json.loads(document().model_dump_json()), indent=2).encode()
    other = sign(Binding(Purpose.POLICY, fields=(1, NO_POLICY, text)).encode())
    assert check_step(None, other).fingerprint == other.fingerprint != FIRST.fingerprint


@pytest.mark.parametrize(
    "wrong",
    [
        SignedPolicy(FIRST.body, FIRST.custody_signature, FIRST.office_signature),
        SignedPolicy(FIRST.body, FIRST.office_signature, FIRST.office_signature),
        SignedPolicy(FIRST.body, FIRST.office_signature, b""),
        SignedPolicy(FIRST.body, b"", FIRST.custody_signature),
        SignedPolicy(FIRST.body, bytes(64), bytes(64)),
        sign(FIRST.body, office="thief"),
        sign(FIRST.body, custody="thief"),
        sign(FIRST.body, custody="office 1"),
        sign(FIRST.body, office="police 1"),
    ],
)
def test_a_wrong_missing_or_swapped_signature_is_refused(wrong: SignedPolicy) -> None:
    with exactly(PolicyRefused):
        check_step(None, wrong)


def test_signatures_of_one_policy_are_none_of_another() -> None:
    second = body(document())
    with exactly(PolicyRefused):
        check_step(first(), SignedPolicy(second.body, FIRST.office_signature, FIRST.custody_signature))


def test_a_signature_under_another_purpose_is_none() -> None:
    listed = Binding(Purpose.ROSTER, fields=(FIRST.fingerprint,))
    wrong = SignedPolicy(FIRST.body, w.pair("office 1").sign(listed), w.pair("custody 1").sign(listed))
    with exactly(PolicyRefused):
        check_step(None, wrong)


@quick
@given(place=st.floats(min_value=0, max_value=1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_bit_is_refused(place: float, bit: int) -> None:
    changed = bytearray(FIRST.body)
    changed[int(place * len(changed))] ^= 1 << bit
    with exactly(PolicyRefused):
        check_step(None, SignedPolicy(bytes(changed), FIRST.office_signature, FIRST.custody_signature))


@quick
@given(st.binary(max_size=300))
def test_garbage_is_refused_by_name(garbage: bytes) -> None:
    listed = Binding(Purpose.POLICY, fields=(1, NO_POLICY, garbage)).encode()
    for attempt in (garbage, listed):
        with exactly(PolicyRefused):
            read_policy(attempt)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"units":' * 10_000, "null", "{}", '"\\ud800"', "1e999999", "NaN"])
def test_hostile_json_is_refused_by_name(text: str) -> None:
    with exactly(PolicyRefused):
        read_policy(Binding(Purpose.POLICY, fields=(1, NO_POLICY, text)).encode())


@pytest.mark.parametrize("version", [b"", b"\x01", bytes(9)])
def test_a_version_in_another_form_is_refused(version: bytes) -> None:
    text = document().model_dump_json()
    with exactly(PolicyRefused):
        read_policy(Binding(Purpose.POLICY, fields=(version, NO_POLICY, text)).encode())


def test_an_older_policy_is_not_taken_after_a_newer_one() -> None:
    second = body(document())
    with exactly(PolicyRefused):
        verify_chain([FIRST, second, FIRST])
    with exactly(PolicyRefused):
        verify_chain([FIRST, second, second])


def test_a_policy_beside_the_chain_is_not_taken() -> None:
    ours = body(document())
    theirs = body(document(areas=(Area(id="north", name="北镇"),)))
    after_theirs = following(theirs, 3)
    with exactly(PolicyRefused):
        verify_chain([FIRST, ours, after_theirs])


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_version_that_does_not_follow_is_refused(version: int) -> None:
    with exactly(PolicyRefused):
        check_step(first(), following(FIRST, version))


def test_a_first_policy_of_somebody_else_is_refused_by_the_pin() -> None:
    other = sign(write_policy(1, NO_POLICY, document(areas=(Area(id="north", name="北镇"),))))
    with exactly(PolicyRefused):
        verify_chain([other], FIRST.fingerprint)


def test_a_chain_does_not_begin_in_its_middle() -> None:
    with exactly(PolicyRefused):
        verify_chain([body(document())])


def test_the_keys_that_sign_are_those_of_the_policy_before() -> None:
    """Whoever brings new keys for office and custody cannot sign themselves in with them."""
    taken = document(units=units(office=policy_unit("office", UnitKind.OFFICE, (1, 2))))
    with exactly(PolicyRefused):
        check_step(first(), following(FIRST, 2, taken, office="office 2"))
    second = following(FIRST, 2, taken)
    third = following(second, 3, taken, office="office 2")
    assert verify_chain([FIRST, second, third])[-1].version == 3
    with exactly(PolicyRefused):
        verify_chain([FIRST, second, following(second, 3, taken)])


@pytest.mark.parametrize(
    "receipt",
    [
        ReceiptParameters(salt=bytes(16), memory=19456, iterations=2),
        ReceiptParameters(salt=w.SALT, memory=8192, iterations=2),
        ReceiptParameters(salt=w.SALT, memory=19456, iterations=1),
    ],
)
def test_salt_and_cost_of_receipts_are_fixed_for_good(receipt: ReceiptParameters) -> None:
    with exactly(PolicyRefused):
        check_step(first(), body(document(receipt=receipt)))


@pytest.mark.parametrize("kind", [UnitKind.OFFICE, UnitKind.CUSTODY])
def test_office_and_custody_are_not_replaced(kind: UnitKind) -> None:
    old = first().document.only(kind).id
    rest = tuple(unit for unit in document().units if unit.id != old)
    replaced = document(units=(*rest, policy_unit("usurper", kind)), routes=(Route(units=("police",)),))
    with exactly(PolicyRefused):
        check_step(first(), body(replaced))


def test_a_unit_does_not_go_back_to_an_older_epoch() -> None:
    second = body(document(units=units(police=policy_unit("police", epochs=(1, 2)))))
    with exactly(PolicyRefused):
        verify_chain([FIRST, second, following(second, 3)])


def test_an_epoch_that_was_passed_by_is_not_slipped_in_later() -> None:
    second = body(document(units=units(police=policy_unit("police", epochs=(1, 3)))))
    slipped = policy_unit("police", epochs=(1, 2, 3))
    # Even where the epoch in force was made to endorse it.
    endorsed = endorse_epoch("police", 2, w.pair("police 2").public, w.pair("police 3"))
    middle = slipped.epochs[1].model_copy(update={"endorsed": endorsed})
    for between in (slipped.epochs[1], middle):
        unit = slipped.model_copy(update={"epochs": (slipped.epochs[0], between, slipped.epochs[2])})
        with exactly(PolicyRefused):
            verify_chain([FIRST, second, following(second, 3, document(units=units(police=unit)))])


def test_an_epoch_keeps_its_key() -> None:
    with exactly(PolicyRefused):
        check_step(first(), body(document(units=units(police=with_key("police", 1, "thief")))))


def _next_key(endorsed: bytes, name: str = "police 2") -> PolicyUnit:
    """Police with a second epoch that somebody endorsed."""
    unit = policy_unit("police", epochs=(1, 2))
    keys = w.pair(name)
    sealed = seal_for_recovery("police", 2, keys, w.pair("police pages").public)
    newer = Epoch(epoch=2, identity=keys.public.data, sealed_seed=sealed, endorsed=endorsed)
    return unit.model_copy(update={"epochs": (unit.epochs[0], newer)})


NEXT = w.pair("police 2").public


@pytest.mark.parametrize(
    "unit",
    [
        _next_key(b""),
        _next_key(bytes(64)),
        _next_key(endorse_epoch("police", 2, NEXT, w.pair("police 2"))),
        _next_key(endorse_epoch("police", 2, NEXT, w.pair("thief"))),
        _next_key(endorse_epoch("police", 3, NEXT, w.pair("police 1"))),
        _next_key(endorse_epoch("office", 2, NEXT, w.pair("police 1"))),
        _next_key(endorse_epoch("police", 2, NEXT, w.pair("police 1")), "thief"),
        _next_key(endorse_epoch("police", 2, w.pair("thief").public, w.pair("thief")), "thief"),
    ],
)
def test_a_new_key_that_the_one_before_did_not_endorse_is_refused(unit: PolicyUnit) -> None:
    """Rows can call any key the unit's next one, and show its code to the unit's own members."""
    planted = document(units=units(police=unit))
    with exactly(PolicyRefused):
        check_step(first(), body(planted))
    with exactly(PolicyRefused):
        check_step(None, sign(write_policy(1, NO_POLICY, planted)))
    alone = unit.model_copy(update={"epochs": unit.epochs[1:]})
    with exactly(PolicyRefused):
        check_step(first(), body(document(units=units(police=alone))))


def test_an_endorsed_key_follows_also_where_the_older_one_is_left_out() -> None:
    rotated = policy_unit("police", epochs=(1, 2))
    alone = rotated.model_copy(update={"epochs": rotated.epochs[1:]})
    for unit in (rotated, alone):
        assert check_step(first(), body(document(units=units(police=unit)))).version == 2
    thrice = policy_unit("police", epochs=(1, 2, 4))
    second = body(document(units=units(police=rotated)))
    assert verify_chain([FIRST, second, following(second, 3, document(units=units(police=thrice)))])[-1].version == 3


def test_leaving_a_unit_out_for_a_while_changes_none_of_this() -> None:
    """Dropped in one policy and back in the next with other keys: the chain remembers."""
    without = document(units=tuple(unit for unit in document().units if unit.id != "above"), escalation=None)
    second = body(without)
    back = units(above=with_key("above", 1, "thief", UnitKind.ESCALATION))
    with exactly(PolicyRefused):
        verify_chain([FIRST, second, following(second, 3, document(units=back))])
    assert verify_chain([FIRST, second, following(second, 3)])[-1].version == 3


def with_key(unit: str, epoch: int, name: str, kind: UnitKind = UnitKind.RECEIVING) -> PolicyUnit:
    """A unit whose epoch has somebody else's key."""
    keys, recovery = w.pair(name), w.pair(f"{name} pages").public
    sealed = seal_for_recovery(unit, epoch, keys, recovery)
    made = Epoch(epoch=epoch, identity=keys.public.data, sealed_seed=sealed)
    return PolicyUnit(id=unit, name=unit, kind=kind, epochs=(made,), recovery_public=recovery.data)


def _swap_recovery(unit: PolicyUnit, thief: KeyPair) -> PolicyUnit:
    return unit.model_copy(update={"recovery_public": thief.public.data})


def _swap_sealed(unit: PolicyUnit, thief: KeyPair) -> PolicyUnit:
    sealed = seal_for_recovery(unit.id, 1, thief, thief.public)
    return unit.model_copy(update={"epochs": (unit.current.model_copy(update={"sealed_seed": sealed}),)})


def _swap_both(unit: PolicyUnit, thief: KeyPair) -> PolicyUnit:
    return _swap_recovery(_swap_sealed(unit, thief), thief)


def _of_another_unit(unit: PolicyUnit, thief: KeyPair) -> PolicyUnit:
    other = policy_unit("discipline")
    return unit.model_copy(
        update={"epochs": (unit.current.model_copy(update={"sealed_seed": other.current.sealed_seed}),)}
    )


@pytest.mark.parametrize("swap", [_swap_recovery, _swap_sealed, _swap_both, _of_another_unit])
def test_a_recovery_key_that_the_unit_did_not_name_is_refused(
    swap: Callable[[PolicyUnit, KeyPair], PolicyUnit],
) -> None:
    """Even where office and custody were made to sign it: the administrator can write to the table it came from."""
    planted = document(units=units(police=swap(policy_unit("police"), w.pair("thief"))))
    with exactly(PolicyRefused):
        check_step(None, sign(write_policy(1, NO_POLICY, planted)))
    with exactly(PolicyRefused):
        check_step(first(), body(planted))


def test_one_signature_signs_one_policy_by_one_signer() -> None:
    assert sign_policy(FIRST.body, w.pair("office 1")) == FIRST.office_signature
    assert sign_policy(FIRST.body, w.pair("custody 1")) != FIRST.office_signature

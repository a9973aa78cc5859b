"""Rosters: forged, shrunk, from elsewhere, or set back."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import RosterRefused
from storage.vault.binding import Binding, frame
from storage.vault.purposes import Purpose
from storage.vault.roster import Member, Roster, SignedRoster, check_growth, read_roster, sign_roster
from storage.vault.seeds import KeyPair
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly, member, quick, roster

UNIT = w.pair("police 1")


def read(signed: SignedRoster, unit: str = "police", epoch: int = 1, pair: KeyPair = UNIT) -> Roster:
    return read_roster(signed, unit, epoch, pair.public)


def forged(unit: object = "police", epoch: object = 1, counter: object = 1, members: bytes = b"") -> SignedRoster:
    """What somebody who holds the unit's key could sign."""
    fields = (unit, epoch, counter, 1, bytes(32), members or frame([member("first").encode()]))
    body = Binding(Purpose.ROSTER, key=UNIT.public.id, fields=fields).encode()  # type: ignore[arg-type]
    return SignedRoster(body, UNIT.sign_stored(body))


def test_a_signed_roster_comes_back_whole() -> None:
    written = roster("first", "second", counter=2)
    assert read(sign_roster(written, UNIT)) == written
    assert written.member(member("second").staff_id) == member("second")
    assert written.member(bytes(16)) is None


def test_a_roster_signed_by_somebody_else_is_refused() -> None:
    with exactly(RosterRefused):
        read(sign_roster(roster("first"), w.pair("thief")))


@pytest.mark.parametrize(("unit", "epoch", "holder"), [("office", 1, "police 1"), ("police", 2, "police 1")])
def test_a_roster_of_another_unit_or_epoch_is_refused(unit: str, epoch: int, holder: str) -> None:
    with exactly(RosterRefused):
        read(sign_roster(roster("first"), UNIT), unit, epoch, w.pair(holder))


def test_a_roster_of_an_older_epoch_does_not_pass_for_the_newer_ones() -> None:
    with exactly(RosterRefused):
        read(sign_roster(roster("first"), UNIT), "police", 2, w.pair("police 2"))


@quick
@given(place=st.floats(min_value=0, max_value=1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_bit_is_refused(place: float, bit: int) -> None:
    signed = sign_roster(roster("first"), UNIT)
    body = bytearray(signed.body)
    body[int(place * len(body))] ^= 1 << bit
    with exactly(RosterRefused):
        read(SignedRoster(bytes(body), signed.signature))


@quick
@given(st.binary(max_size=300))
def test_garbage_is_refused_by_name(body: bytes) -> None:
    with exactly(RosterRefused):
        read(SignedRoster(body, bytes(64)))
    with exactly(RosterRefused):
        read(SignedRoster(body, UNIT.sign_stored(body)))


@pytest.mark.parametrize(
    "signed",
    [
        forged(unit=b"\xff\xfe"),
        forged(epoch=b"\x01"),
        forged(counter=b""),
        forged(members=b"\x00\x00\x00\x00"),
        forged(members=frame([b"garbage"])),
        forged(members=frame([frame([b"short", member("first").public.data, w.STAFF, b"2026-11-02"])])),
        forged(members=frame([frame([w.STAFF, b"short", w.STAFF, b"2026-11-02"])])),
        forged(members=frame([frame([w.STAFF, member("first").public.data, w.STAFF, b"2026-13-02"])])),
        forged(members=frame([frame([w.STAFF, member("first").public.data, w.STAFF, b"\xff"])])),
        forged(members=frame([frame([w.STAFF, member("first").public.data, w.STAFF])])),
    ],
)
def test_what_a_member_could_sign_amiss_is_refused_by_name(signed: SignedRoster) -> None:
    with exactly(RosterRefused):
        read(signed)


def test_a_roster_without_anybody_is_refused() -> None:
    with exactly(RosterRefused):
        read(sign_roster(roster(), UNIT))


def test_somebody_named_twice_is_refused() -> None:
    with exactly(RosterRefused):
        read(sign_roster(roster("first", "first"), UNIT))


def test_two_accounts_with_one_key_are_refused() -> None:
    """Two people are two identities, never two accounts."""
    twin = replace(member("first"), staff_id=w.OTHER_STAFF)
    with exactly(RosterRefused):
        read(sign_roster(replace(roster("first"), members=(member("first"), twin)), UNIT))
    with exactly(RosterRefused):
        roster("first").with_member(twin, 1, b"")


def test_a_roster_grows_by_one_and_counts_on() -> None:
    before = roster("first")
    after = before.with_member(member("second"), 2, before.first_policy)
    assert (after.counter, after.policy_version) == (2, 2)
    assert after.members == (member("first"), member("second"))
    check_growth(before, after)


def test_nobody_is_admitted_twice() -> None:
    again = replace(member("first"), public=w.pair("new key").public)
    for newcomer in (member("first"), again):
        with exactly(RosterRefused):
            roster("first").with_member(newcomer, 1, b"")


@pytest.mark.parametrize(
    "after",
    [
        roster("first", counter=2),
        roster("second", "first", counter=2),
        roster("first", "third", counter=2),
        roster("first", "second", "third", counter=1),
        roster("first", "second", "third", counter=0),
        roster("first", "second", "third", counter=2, epoch=2),
        roster("first", "second", "third", counter=2, unit="office"),
        replace(roster("first", "second", counter=2), policy_version=0),
        replace(roster("first", "second", counter=2), first_policy=bytes(32)),
        replace(roster("first", "second", counter=2), first_policy=b""),
    ],
)
def test_a_roster_that_shrank_changed_or_was_set_back_is_refused(after: Roster) -> None:
    with exactly(RosterRefused):
        check_growth(roster("first", "second"), after)


def test_the_first_policy_may_be_learnt_but_not_exchanged() -> None:
    before = replace(roster("first"), first_policy=b"", policy_version=0)
    check_growth(before, roster("first", "second", counter=2))


def test_a_member_with_another_day_or_admitter_is_another_member() -> None:
    before = roster("first")
    for change in ({"since": date(2026, 11, 3)}, {"admitted_by": w.OTHER_STAFF}):
        changed: Member = replace(member("first"), **change)
        with exactly(RosterRefused):
            check_growth(before, replace(before, counter=2, members=(changed,)))

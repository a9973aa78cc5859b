"""Unit seeds: sealed to members, to newer epochs, and for the pages; and what a writer to tables can do."""

import pytest

from storage.errors import SealBroken, SignatureBroken
from storage.vault.binding import Binding
from storage.vault.purposes import Purpose
from storage.vault.sealing import seal_to
from storage.vault.unit import (
    check_recovery,
    open_for_recovery,
    open_old_seed,
    open_unit_seed,
    seal_for_recovery,
    seal_old_seed,
    seal_unit_seed,
)
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly

UNIT, NEWER, MEMBER, PAGES, THIEF = (w.pair(name) for name in ("police 1", "police 2", "member", "pages", "thief"))


def test_a_members_copy_opens() -> None:
    sealed = seal_unit_seed("police", 1, UNIT, MEMBER.public)
    assert open_unit_seed("police", 1, sealed, MEMBER, UNIT.public).public == UNIT.public


def test_an_older_epochs_seed_opens_with_the_newer_one() -> None:
    sealed = seal_old_seed("police", 1, UNIT, NEWER.public)
    assert open_old_seed("police", 1, sealed, NEWER, UNIT.public).public == UNIT.public


@pytest.mark.parametrize(("unit", "epoch"), [("office", 1), ("police", 2)])
def test_copies_are_tied_to_unit_and_epoch(unit: str, epoch: int) -> None:
    with exactly(SealBroken):
        open_unit_seed(unit, epoch, seal_unit_seed("police", 1, UNIT, MEMBER.public), MEMBER, UNIT.public)
    with exactly(SealBroken):
        open_old_seed(unit, epoch, seal_old_seed("police", 1, UNIT, NEWER.public), NEWER, UNIT.public)
    with exactly(SealBroken):
        open_for_recovery(unit, epoch, seal_for_recovery("police", 1, UNIT, PAGES.public), PAGES, UNIT.public)


def test_a_seed_that_somebody_sealed_to_a_member_in_the_units_name_is_refused() -> None:
    """Anybody can seal to a member's public identity; only the policy's key counts."""
    planted = seal_unit_seed("police", 1, THIEF, MEMBER.public)
    with exactly(SealBroken):
        open_unit_seed("police", 1, planted, MEMBER, UNIT.public)
    with exactly(SealBroken):
        open_old_seed("police", 1, seal_old_seed("police", 1, THIEF, NEWER.public), NEWER, UNIT.public)


def test_a_planted_seed_of_a_wrong_size_is_refused_by_name() -> None:
    planted = seal_to(MEMBER.public, b"short", Binding(Purpose.UNIT_SEED, fields=("police", 1)))
    with exactly(SealBroken):
        open_unit_seed("police", 1, planted, MEMBER, UNIT.public)


def test_another_members_copy_does_not_open() -> None:
    with exactly(SealBroken):
        open_unit_seed("police", 1, seal_unit_seed("police", 1, UNIT, THIEF.public), MEMBER, UNIT.public)


def test_pages_open_the_seed_that_stands_in_the_policy() -> None:
    sealed = seal_for_recovery("police", 1, UNIT, PAGES.public)
    check_recovery("police", 1, sealed, PAGES.public, UNIT.public)
    assert open_for_recovery("police", 1, sealed, PAGES, UNIT.public).public == UNIT.public


def test_nobody_without_the_units_key_names_a_recovery_key() -> None:
    """The row between session and policy may say what it likes: only the unit's signature counts."""
    theirs = seal_for_recovery("police", 1, THIEF, THIEF.public)
    ours = seal_for_recovery("police", 1, UNIT, PAGES.public)
    for sealed, recovery in ((theirs, THIEF), (ours, THIEF), (theirs[:-64] + ours[-64:], THIEF), (theirs, PAGES)):
        with exactly(SignatureBroken):
            check_recovery("police", 1, sealed, recovery.public, UNIT.public)
        with exactly(SealBroken):
            open_for_recovery("police", 1, sealed, recovery, UNIT.public)


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 1200])
def test_garbage_for_the_pages_is_refused_by_name(size: int) -> None:
    with exactly(SignatureBroken):
        check_recovery("police", 1, bytes(size), PAGES.public, UNIT.public)
    with exactly(SealBroken):
        open_for_recovery("police", 1, bytes(size), PAGES, UNIT.public)


def test_pages_of_one_unit_never_open_another() -> None:
    sealed = seal_for_recovery("custody", 1, w.pair("custody 1"), w.pair("custody pages").public)
    with exactly(SealBroken):
        open_for_recovery("custody", 1, sealed, w.pair("office pages"), w.pair("custody 1").public)

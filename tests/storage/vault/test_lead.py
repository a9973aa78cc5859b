"""A lead's life in keys: grants, two locks, commitment; and each of them moved to another place."""

import hashlib
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import SealBroken, TooLong
from storage.vault.binding import Binding, frame
from storage.vault.lead import (
    LeadKeys,
    SealedFor,
    check_commitment,
    commitment,
    grants_for,
    move_share_two,
    open_content,
    open_identity,
    open_note,
    open_share_one,
    open_share_two,
    seal_content,
    seal_identity,
    seal_note,
)
from storage.vault.purposes import Purpose
from storage.vault.sealing import decrypt, encrypt, open_with, seal_to
from storage.vault.secret import SecretBytes, xor
from storage.vault.seeds import KeyPair, Label
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly, quick

IDENTITY = "王小明 13800000001".encode()
CUSTODY = w.unit_key("custody")


def test_a_grant_opens_with_the_units_key_of_its_epoch_and_gives_all_keys() -> None:
    keys = w.lead_keys()
    opened = LeadKeys.from_grant(w.LEAD, keys.grant_to(w.unit_key("police")), w.pair("police 1"))
    assert opened.pair.public == keys.pair.public
    assert opened.key(Label.THREAD) == keys.key(Label.THREAD)
    assert opened.commit == keys.commit


@pytest.mark.parametrize(
    ("lead", "change", "holder"),
    [
        (w.OTHER_LEAD, {}, "police 1"),
        (w.LEAD, {"unit": "office"}, "police 1"),
        (w.LEAD, {"epoch": 2}, "police 1"),
        (w.LEAD, {}, "office 1"),
        (w.LEAD, {}, "police 2"),
        (w.LEAD, {"epoch": -1}, "police 1"),
    ],
)
def test_a_grant_is_tied_to_lead_unit_epoch_and_key(lead: bytes, change: dict[str, object], holder: str) -> None:
    grant = replace(w.lead_keys().grant_to(w.unit_key("police")), **change)  # type: ignore[arg-type]
    with exactly(SealBroken):
        LeadKeys.from_grant(lead, grant, w.pair(holder))


def test_a_share_two_does_not_pass_for_a_grant_nor_a_grant_for_a_share() -> None:
    keys = w.lead_keys()
    share = seal_identity(keys, CUSTODY, IDENTITY).share_two
    with exactly(SealBroken):
        LeadKeys.from_grant(w.LEAD, share, w.pair("custody 1"))
    with exactly(SealBroken):
        open_share_two(w.LEAD, keys.grant_to(CUSTODY), w.pair("custody 1"))


def test_a_grant_with_a_seed_of_a_wrong_size_is_refused() -> None:
    binding = Binding(Purpose.GRANT, w.LEAD, w.LEAD, fields=("police", 1))
    forged = seal_to(w.pair("police 1").public, b"short", binding)
    with exactly(SealBroken):
        LeadKeys.from_grant(w.LEAD, SealedFor("police", 1, forged), w.pair("police 1"))


def test_every_receiving_unit_gets_its_own_grant() -> None:
    units = [w.unit_key("police"), w.unit_key("discipline", 2)]
    grants = grants_for(w.lead_keys(), units)
    assert [(grant.unit, grant.epoch) for grant in grants] == [("police", 1), ("discipline", 2)]
    assert LeadKeys.from_grant(w.LEAD, grants[1], w.pair("discipline 2")).commit == w.lead_keys().commit


def test_two_halves_open_an_identity_and_both_are_needed() -> None:
    keys = w.lead_keys()
    sealed = seal_identity(keys, CUSTODY, IDENTITY)
    first = open_share_one(keys, sealed.share_one)
    second = open_share_two(w.LEAD, sealed.share_two, w.pair("custody 1"))
    assert open_identity(w.LEAD, sealed.ciphertext, first, second).reveal() == IDENTITY
    assert xor(first, second).reveal() == bytes(a ^ b for a, b in zip(first.reveal(), second.reveal(), strict=True))


@pytest.mark.parametrize("held", ["first", "second"])
def test_one_half_opens_nothing_by_any_means_at_hand(held: str) -> None:
    keys = w.lead_keys()
    sealed = seal_identity(keys, CUSTODY, IDENTITY)
    first = open_share_one(keys, sealed.share_one)
    second = open_share_two(w.LEAD, sealed.share_two, w.pair("custody 1"))
    half = first if held == "first" else second
    tries = [SecretBytes(bytes(32)), SecretBytes(b"\xff" * 32), half, SecretBytes(w.LEAD * 2), keys.pair.seed]
    for other in [*tries, *(keys.key(label) for label in Label)]:
        with exactly(SealBroken):
            open_identity(w.LEAD, sealed.ciphertext, half, other)


def test_one_half_alone_is_evenly_spread_whatever_the_key_is() -> None:
    """Each bit of either half is set in half of all sealings, though the identity is the same each time."""
    keys, runs = w.lead_keys(), 400
    counts: dict[str, Counter[int]] = {"first": Counter(), "second": Counter()}
    for _ in range(runs):
        sealed = seal_identity(keys, CUSTODY, IDENTITY)
        halves = {
            "first": open_share_one(keys, sealed.share_one),
            "second": open_share_two(w.LEAD, sealed.share_two, w.pair("custody 1")),
        }
        for name, half in halves.items():
            number = int.from_bytes(half.reveal(), "big")
            counts[name].update(bit for bit in range(256) if number >> bit & 1)
    for count in counts.values():
        # Six standard deviations of 400 throws: a false alarm in a hundred thousand runs.
        assert all(abs(count[bit] - runs / 2) < 6 * 10 for bit in range(256))


def test_custody_cannot_open_share_one_nor_the_office_share_two() -> None:
    keys = w.lead_keys()
    sealed = seal_identity(keys, CUSTODY, IDENTITY)
    with exactly(SealBroken):
        open_share_one(LeadKeys(w.LEAD, w.pair("custody 1").seed), sealed.share_one)
    with exactly(SealBroken):
        open_share_two(w.LEAD, sealed.share_two, keys.pair)


@pytest.mark.parametrize(("unit", "epoch"), [("custody", 2), ("office", 1)])
def test_a_share_two_is_tied_to_unit_and_epoch(unit: str, epoch: int) -> None:
    share = seal_identity(w.lead_keys(), CUSTODY, IDENTITY).share_two
    with exactly(SealBroken):
        open_share_two(w.LEAD, SealedFor(unit, epoch, share.sealed), w.pair("custody 1"))


def test_parts_of_one_lead_do_not_open_under_another() -> None:
    here, there = w.lead_keys(), w.lead_keys(w.OTHER_LEAD)
    sealed = seal_identity(here, CUSTODY, IDENTITY)
    first = open_share_one(here, sealed.share_one)
    second = open_share_two(w.LEAD, sealed.share_two, w.pair("custody 1"))
    with exactly(SealBroken):
        open_share_one(there, sealed.share_one)
    with exactly(SealBroken):
        open_share_two(w.OTHER_LEAD, sealed.share_two, w.pair("custody 1"))
    with exactly(SealBroken):
        open_identity(w.OTHER_LEAD, sealed.ciphertext, first, second)
    with exactly(SealBroken):
        open_content(there, seal_content(here, b"text"))
    with exactly(SealBroken):
        open_note(there, w.MESSAGE, "note", seal_note(here, w.MESSAGE, "note", b"text"))


def test_a_note_is_tied_to_its_id_and_kind() -> None:
    keys = w.lead_keys()
    sealed = seal_note(keys, w.MESSAGE, "note", b"text")
    assert open_note(keys, w.MESSAGE, "note", sealed).reveal() == b"text"
    for note_id, kind in ((w.OTHER_MESSAGE, "note"), (w.MESSAGE, "finding")):
        with exactly(SealBroken):
            open_note(keys, note_id, kind, sealed)


def test_the_five_keys_of_a_lead_are_five() -> None:
    keys = w.lead_keys()
    labels = (Label.CONTENT, Label.NOTES, Label.FILES, Label.THREAD)
    assert len({keys.key(label).reveal() for label in labels} | {keys.commit}) == 5


@quick
@given(st.binary(max_size=3000))
def test_content_comes_back_and_tells_its_size_by_steps_only(text: bytes) -> None:
    keys = w.lead_keys()
    sealed = seal_content(keys, text)
    assert open_content(keys, sealed).reveal() == text
    assert len(sealed) - 30 in (256, 1024, 4096)


def test_an_identity_is_always_one_size() -> None:
    sizes = {len(seal_identity(w.lead_keys(), CUSTODY, bytes(size)).ciphertext) for size in (0, 1, 255, 256, 1023)}
    assert sizes == {1024 + 30}
    with exactly(TooLong):
        seal_identity(w.lead_keys(), CUSTODY, bytes(1024))


def test_an_identity_key_is_new_each_time() -> None:
    keys = w.lead_keys()
    one, two = (seal_identity(keys, CUSTODY, IDENTITY) for _ in range(2))
    mixed = open_share_one(keys, one.share_one), open_share_two(w.LEAD, two.share_two, w.pair("custody 1"))
    with exactly(SealBroken):
        open_identity(w.LEAD, one.ciphertext, *mixed)


def test_a_commitment_is_the_hash_of_the_designs_list() -> None:
    keys, receipt = w.lead_keys(), w.receipt_keys()
    hashes = [hashlib.sha256(part).digest() for part in (b"content", b"identity")]
    head = [b"xiansuo", b"\x01", b"\x01", b"commitment", w.LEAD, w.LEAD, b""]
    listed = frame([*head, *hashes, receipt.public, keys.commit])
    found = commitment(w.LEAD, b"content", b"identity", receipt.public, keys.commit)
    assert found == hashlib.sha256(listed).digest()


def test_a_commitment_notices_every_part_that_was_exchanged() -> None:
    keys, public = w.lead_keys(), w.receipt_keys().public
    stated = commitment(w.LEAD, b"content", b"identity", public, keys.commit)
    check_commitment(keys, stated, b"content", b"identity", public)
    exchanged = [
        (keys, stated, b"other", b"identity", public),
        (keys, stated, b"content", b"other", public),
        (keys, stated, b"content", None, public),
        (keys, stated, b"identity", b"content", public),
        (keys, stated, b"content", b"identity", w.receipt_keys("other").public),
        (keys, bytes(32), b"content", b"identity", public),
        (keys, b"", b"content", b"identity", public),
        (w.lead_keys(w.OTHER_LEAD), stated, b"content", b"identity", public),
        (w.lead_keys(name="other"), stated, b"content", b"identity", public),
    ]
    for parts in exchanged:
        with exactly(SealBroken):
            check_commitment(*parts)


def test_nobody_without_the_seed_can_make_a_commitment_that_passes() -> None:
    """Whoever writes to the database knows all parts but the last."""
    keys, public = w.lead_keys(), w.receipt_keys().public
    for guess in (b"", bytes(32), keys.pair.public.id):
        with exactly(SealBroken):
            check_commitment(keys, commitment(w.LEAD, b"forged", None, public, guess), b"forged", None, public)


def test_a_grant_opens_no_other_kind_sealed_to_the_same_unit() -> None:
    pair: KeyPair = w.pair("police 1")
    grant = w.lead_keys().grant_to(w.unit_key("police"))
    for purpose in Purpose:
        if purpose is not Purpose.GRANT:
            with exactly(SealBroken):
                open_with(pair, grant.sealed, Binding(purpose, w.LEAD, w.LEAD, fields=("police", 1)))


def test_content_opens_under_its_purpose_only() -> None:
    keys = w.lead_keys()
    key = keys.key(Label.CONTENT)
    for purpose in Purpose:
        if purpose is not Purpose.CONTENT:
            with exactly(SealBroken):
                decrypt(key, encrypt(key, b"x", Binding(purpose)), Binding(Purpose.CONTENT, w.LEAD, w.LEAD))


def test_custodys_half_sealed_on_opens_with_the_later_key_alone_and_is_the_same() -> None:
    keys, older, newer = LeadKeys.generate(w.LEAD), w.unit_key("custody"), w.unit_key("custody", 2)
    share = seal_identity(keys, older, b"somebody").share_two
    moved = move_share_two(w.LEAD, share, w.pair("custody 1"), newer)
    assert (moved.unit, moved.epoch) == ("custody", 2)
    assert open_share_two(w.LEAD, moved, w.pair("custody 2")) == open_share_two(w.LEAD, share, w.pair("custody 1"))
    with exactly(SealBroken):
        open_share_two(w.LEAD, moved, w.pair("custody 1"))

"""Requests, decisions and re-sealed halves: each belongs to one person, lead, request and moment."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.errors import SealBroken, SignatureBroken
from storage.vault.identity_access import (
    AccessDecision,
    AccessRequest,
    AccessResult,
    AccessWay,
    SharePlace,
    SignedAct,
    open_share_one,
    open_share_two,
    open_words,
    read_decision,
    read_request,
    seal_share_one,
    seal_share_two,
    seal_words,
    sign_decision,
    sign_request,
    stated_officer,
)
from storage.vault.secret import SecretBytes
from tests.storage.vault import worlds as w

OFFICER, CUSTODIAN = w.pair("officer"), w.pair("custodian")
REQUEST, OTHER_REQUEST = w.MESSAGE, w.OTHER_MESSAGE
WORDS = hashlib.sha256(b"words").digest()
ASKED = AccessRequest(REQUEST, w.LEAD, AccessWay.REVEAL, w.STAFF, "police", w.HOUR, WORDS)
PLACE = SharePlace(REQUEST, w.LEAD, w.HOUR)


def asked() -> SignedAct:
    return sign_request(ASKED, OFFICER)


def decision(result: AccessResult = AccessResult.APPROVED) -> AccessDecision:
    of_request = hashlib.sha256(asked().body).digest()
    return AccessDecision(REQUEST, w.LEAD, result, w.OTHER_STAFF, w.HOUR, of_request, WORDS)


def flipped(act: SignedAct, place: int) -> SignedAct:
    body = act.body[:place] + bytes([act.body[place] ^ 1]) + act.body[place + 1 :]
    return SignedAct(body, act.signature)


def test_a_request_reads_as_it_was_signed() -> None:
    assert read_request(asked(), REQUEST, w.LEAD, OFFICER.public) == ASKED
    assert stated_officer(asked().body) == (w.STAFF, "police")


def test_a_decision_reads_as_it_was_signed() -> None:
    act = sign_decision(decision(), CUSTODIAN)
    assert read_decision(act, ASKED, asked(), CUSTODIAN.public) == decision()


@pytest.mark.parametrize("place", range(0, len(asked().body), 7))
def test_a_request_with_any_changed_byte_is_refused(place: int) -> None:
    with pytest.raises(SignatureBroken):
        read_request(flipped(asked(), place), REQUEST, w.LEAD, OFFICER.public)


@pytest.mark.parametrize(
    ("request_id", "lead"), [(OTHER_REQUEST, w.LEAD), (REQUEST, w.OTHER_LEAD)], ids=["another request", "another lead"]
)
def test_a_request_that_was_moved_is_refused(request_id: bytes, lead: bytes) -> None:
    with pytest.raises(SignatureBroken):
        read_request(asked(), request_id, lead, OFFICER.public)


def test_a_request_of_somebody_else_is_refused() -> None:
    with pytest.raises(SignatureBroken):
        read_request(asked(), REQUEST, w.LEAD, CUSTODIAN.public)


def test_a_decision_passes_for_no_request_and_a_request_for_no_decision() -> None:
    with pytest.raises(SignatureBroken):
        read_request(sign_decision(decision(), OFFICER), REQUEST, w.LEAD, OFFICER.public)
    with pytest.raises(SignatureBroken):
        read_decision(asked(), ASKED, asked(), OFFICER.public)


def test_a_decision_on_other_words_is_refused() -> None:
    act = sign_decision(decision(), CUSTODIAN)
    other = sign_request(replace(ASKED, words=bytes(32)), OFFICER)
    with pytest.raises(SignatureBroken):
        read_decision(act, ASKED, other, CUSTODIAN.public)


def test_what_is_no_request_names_nobody() -> None:
    for body in (b"", b"garbage", decision().request):
        with pytest.raises(SignatureBroken):
            stated_officer(body)


def test_each_half_opens_for_its_reader() -> None:
    half = SecretBytes.random()
    assert open_share_two(PLACE, seal_share_two(PLACE, half, OFFICER.public), OFFICER) == half
    assert open_share_one(PLACE, seal_share_one(PLACE, half, CUSTODIAN.public), CUSTODIAN) == half


@pytest.mark.parametrize(
    "place",
    [
        SharePlace(OTHER_REQUEST, w.LEAD, w.HOUR),
        SharePlace(REQUEST, w.OTHER_LEAD, w.HOUR),
        SharePlace(REQUEST, w.LEAD, w.HOUR + timedelta(seconds=1)),
    ],
    ids=["another request", "another lead", "another moment"],
)
def test_a_half_opens_nowhere_else(place: SharePlace) -> None:
    sealed = seal_share_two(PLACE, SecretBytes.random(), OFFICER.public)
    with pytest.raises(SealBroken):
        open_share_two(place, sealed, OFFICER)


def test_a_half_opens_for_nobody_else_and_for_no_other_use() -> None:
    sealed = seal_share_two(PLACE, SecretBytes.random(), OFFICER.public)
    with pytest.raises(SealBroken):
        open_share_two(PLACE, sealed, CUSTODIAN)
    with pytest.raises(SealBroken):
        open_share_one(PLACE, sealed, OFFICER)


def test_words_open_for_their_reader_and_request_alone() -> None:
    sealed = seal_words(REQUEST, w.LEAD, b"words", CUSTODIAN.public)
    assert open_words(REQUEST, w.LEAD, sealed, CUSTODIAN).reveal() == b"words"
    for request_id, reader in ((OTHER_REQUEST, CUSTODIAN), (REQUEST, OFFICER)):
        with pytest.raises(SealBroken):
            open_words(request_id, w.LEAD, sealed, reader)

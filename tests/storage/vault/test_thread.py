"""Answers and follow-ups: forged, replayed under another kind, or sealed under a foreign key."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import SealBroken, SignatureBroken, TooLong
from storage.vault.seeds import KeyPair, Label
from storage.vault.thread import (
    AnswerKind,
    FollowUpKind,
    SealedFollowUp,
    is_from_reporter,
    open_answer,
    open_follow_up,
    seal_answer,
    seal_follow_up,
    verify_follow_up,
)
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly, quick

TEXT = "补充：车牌京A00000".encode()
RECEIPT = w.receipt_keys()
THREAD = w.lead_keys().key(Label.THREAD)


def follow_up(kind: FollowUpKind = FollowUpKind.FACTS, receipt: str = "receipt") -> SealedFollowUp:
    public = w.lead_keys().pair.public
    return seal_follow_up(public, w.LEAD, w.receipt_keys(receipt), w.MESSAGE, kind, TEXT)


def test_a_follow_up_verifies_without_a_secret_and_opens_with_the_lead() -> None:
    message = follow_up()
    verify_follow_up(message, RECEIPT.public)
    assert is_from_reporter(message, RECEIPT.public)
    assert open_follow_up(w.lead_keys(), message).reveal() == TEXT


@pytest.mark.parametrize(
    "change",
    [
        {"message_id": w.OTHER_MESSAGE},
        {"lead_id": w.OTHER_LEAD},
        {"kind": FollowUpKind.WIPE},
        {"sealed": follow_up().sealed},
        {"signature": bytes(64)},
        {"signature": b""},
        {"message_id": w.LEAD, "lead_id": w.MESSAGE},
    ],
)
def test_a_forged_follow_up_does_not_verify(change: dict[str, object]) -> None:
    forged = replace(follow_up(), **change)  # type: ignore[arg-type]
    with exactly(SignatureBroken):
        verify_follow_up(forged, RECEIPT.public)
    assert not is_from_reporter(forged, RECEIPT.public)


def test_somebody_who_knows_the_leads_public_key_cannot_write_as_its_reporter() -> None:
    with exactly(SignatureBroken):
        verify_follow_up(follow_up(receipt="stranger"), RECEIPT.public)


@pytest.mark.parametrize("change", [{"lead_id": w.OTHER_LEAD}, {"message_id": w.OTHER_MESSAGE}])
def test_a_follow_up_that_was_moved_does_not_open(change: dict[str, bytes]) -> None:
    with exactly(SealBroken):
        open_follow_up(w.lead_keys(), replace(follow_up(), **change))  # type: ignore[arg-type]


def test_no_kind_of_follow_up_is_replayed_as_another() -> None:
    for kind, other in product(FollowUpKind, FollowUpKind):
        if kind is not other:
            replayed = replace(follow_up(kind), kind=other)
            assert not is_from_reporter(replayed, RECEIPT.public)
            with exactly(SealBroken):
                open_follow_up(w.lead_keys(), replayed)


def test_another_lead_does_not_open_a_follow_up() -> None:
    with exactly(SealBroken):
        open_follow_up(w.lead_keys(name="other"), follow_up())


def test_an_answer_opens_on_both_sides() -> None:
    sealed = seal_answer(THREAD, w.LEAD, w.MESSAGE, AnswerKind.ANSWER, TEXT)
    assert open_answer(THREAD, w.LEAD, w.MESSAGE, AnswerKind.ANSWER, sealed).reveal() == TEXT


@pytest.mark.parametrize(
    ("lead", "message", "kind"),
    [
        (w.OTHER_LEAD, w.MESSAGE, AnswerKind.ANSWER),
        (w.LEAD, w.OTHER_MESSAGE, AnswerKind.ANSWER),
        (w.LEAD, w.MESSAGE, AnswerKind.OUTCOME),
        (w.MESSAGE, w.LEAD, AnswerKind.ANSWER),
    ],
)
def test_an_answer_is_tied_to_lead_message_and_kind(lead: bytes, message: bytes, kind: AnswerKind) -> None:
    sealed = seal_answer(THREAD, w.LEAD, w.MESSAGE, AnswerKind.ANSWER, TEXT)
    with exactly(SealBroken):
        open_answer(THREAD, lead, message, kind, sealed)


@pytest.mark.parametrize("label", [label for label in Label if label is not Label.THREAD])
def test_an_answer_under_any_other_key_of_the_lead_does_not_open(label: Label) -> None:
    forged = seal_answer(w.lead_keys().key(label), w.LEAD, w.MESSAGE, AnswerKind.ANSWER, TEXT)
    with exactly(SealBroken):
        open_answer(THREAD, w.LEAD, w.MESSAGE, AnswerKind.ANSWER, forged)


def test_the_host_without_a_seed_cannot_write_an_answer() -> None:
    """All it has is public: the lead's identity, its id, the commitment."""
    for guess in (KeyPair.generate().seed, w.lead_keys(name="other").key(Label.THREAD)):
        forged = seal_answer(guess, w.LEAD, w.MESSAGE, AnswerKind.ANSWER, TEXT)
        with exactly(SealBroken):
            open_answer(THREAD, w.LEAD, w.MESSAGE, AnswerKind.ANSWER, forged)


@quick
@given(st.binary(max_size=2000))
def test_messages_tell_their_size_by_steps_only(text: bytes) -> None:
    answer = seal_answer(THREAD, w.LEAD, w.MESSAGE, AnswerKind.ANSWER, text)
    message = seal_follow_up(w.lead_keys().pair.public, w.LEAD, RECEIPT, w.MESSAGE, FollowUpKind.CLAIM, text)
    assert len(answer) - 30 in (256, 1024, 4096)
    assert len(message.sealed) - 1138 in (256, 1024, 4096)


def test_a_message_that_fits_no_step_is_refused_by_name() -> None:
    with exactly(TooLong):
        seal_answer(THREAD, w.LEAD, w.MESSAGE, AnswerKind.ANSWER, bytes(262144))

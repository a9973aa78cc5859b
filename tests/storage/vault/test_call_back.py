"""A call-back is between one handler and one custodian, about one lead, until one moment; its outcome is signed."""

from dataclasses import replace

import pytest

from storage.errors import AccessExpired, AccessRefused, SealBroken, SignatureBroken
from storage.vault import call_back as calls
from storage.vault.identity_access import Statement
from tests.storage.vault import worlds as w

ASKED = calls.sign_call_back(w.call_back(), w.pair("member"))
HANDLER, CUSTODIAN = w.roster_member("member"), w.roster_member("custodian")


def told(**given: object) -> Statement:
    return calls.sign_result(replace(w.call_result(), **given), w.pair("custodian"))  # type: ignore[arg-type]


def test_a_call_back_holds_until_its_last_second_and_not_longer() -> None:
    assert calls.check_call_back(ASKED, HANDLER, w.OTHER_STAFF, b"share", w.ENDS - 1) == w.call_back()
    with pytest.raises(AccessExpired):
        calls.check_call_back(ASKED, HANDLER, w.OTHER_STAFF, b"share", w.ENDS)


def test_a_call_back_to_another_custodian_or_with_another_share_is_refused() -> None:
    for custodian, share in ((w.STAFF, b"share"), (bytes(16), b"share"), (w.OTHER_STAFF, b"another")):
        with pytest.raises(AccessRefused):
            calls.check_call_back(ASKED, HANDLER, custodian, share, w.AT)


def test_a_call_back_of_another_key_is_refused() -> None:
    with pytest.raises(SignatureBroken):
        calls.check_call_back(ASKED, replace(HANDLER, public=w.pair("thief").public), w.OTHER_STAFF, b"share", w.AT)


def test_the_first_half_opens_for_its_call_custodian_and_time_alone() -> None:
    call = w.call_back()
    sealed = calls.reseal_share_one(w.seed("half"), w.MESSAGE, w.LEAD, CUSTODIAN, w.ENDS)
    assert calls.open_resealed_share_one(w.pair("custodian"), sealed, call) == w.seed("half")
    others = (
        (w.pair("member"), call),
        (w.pair("custodian"), replace(call, lead_id=w.OTHER_LEAD)),
        (w.pair("custodian"), replace(call, call_id=w.OTHER_MESSAGE)),
        (w.pair("custodian"), replace(call, custodian=w.STAFF)),
        (w.pair("custodian"), replace(call, expires_at=w.ENDS + 1)),
    )
    for pair, asked in others:
        with pytest.raises(SealBroken):
            calls.open_resealed_share_one(pair, sealed, asked)


def test_an_outcome_reads_back_as_the_custodian_signed_it() -> None:
    assert calls.read_result(told(), ASKED, CUSTODIAN) == w.call_result()


@pytest.mark.parametrize(
    "given",
    [{"lead_id": w.OTHER_LEAD}, {"call_id": w.OTHER_MESSAGE}, {"call": bytes(32)}, {"custodian": w.STAFF}],
    ids=lambda given: next(iter(given)),
)
def test_an_outcome_of_another_call_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(AccessRefused):
        calls.read_result(told(**given), ASKED, CUSTODIAN)


def test_an_outcome_that_the_custodian_did_not_sign_is_refused() -> None:
    forged = calls.sign_result(w.call_result(), w.pair("thief"))
    with pytest.raises(SignatureBroken):
        calls.read_result(forged, ASKED, CUSTODIAN)
    changed = replace(told(outcome=calls.Outcome.DENIED), body=told().body)
    with pytest.raises(SignatureBroken):
        calls.read_result(changed, ASKED, CUSTODIAN)

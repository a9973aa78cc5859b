"""Requests, approvals and the re-sealed second half: each belongs to one request, one pair of people and one time."""

from dataclasses import replace

import pytest

from storage.errors import AccessExpired, AccessRefused, SealBroken, SignatureBroken
from storage.vault import identity_access as access
from tests.storage.vault import worlds as w

REQUEST = access.sign_request(w.access_request(), w.pair("member"))
HANDLER, CUSTODIAN = w.roster_member("member"), w.roster_member("custodian")


def approved(**given: object) -> access.Statement:
    return access.sign_approval(replace(w.approval(), **given), w.pair("custodian"))  # type: ignore[arg-type]


def check(stored: access.Statement, now: int = w.AT, share: bytes = b"share") -> access.Approval:
    return access.check_approval(stored, CUSTODIAN, REQUEST, share, now)


def test_a_request_reads_back_as_it_was_signed() -> None:
    assert access.read_request(REQUEST, HANDLER) == w.access_request()


def test_a_request_of_another_key_is_refused() -> None:
    with pytest.raises(SignatureBroken):
        access.read_request(REQUEST, replace(HANDLER, public=w.pair("thief").public))


def test_a_request_in_anothers_name_is_refused() -> None:
    with pytest.raises(AccessRefused):
        access.read_request(REQUEST, replace(HANDLER, staff_id=w.OTHER_STAFF))


def test_an_approval_holds_until_its_last_second_and_not_longer() -> None:
    assert check(approved(), w.ENDS - 1) == w.approval()
    with pytest.raises(AccessExpired):
        check(approved(), w.ENDS)


@pytest.mark.parametrize(
    "given",
    [
        {"lead_id": w.OTHER_LEAD},
        {"request_id": w.OTHER_MESSAGE},
        {"request": bytes(32)},
        {"requester": w.OTHER_STAFF},
        {"approver": w.STAFF},
        {"share": bytes(32)},
    ],
    ids=lambda given: next(iter(given)),
)
def test_an_approval_of_anything_else_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(AccessRefused):
        check(approved(**given))


def test_an_approval_of_another_share_is_refused() -> None:
    with pytest.raises(AccessRefused):
        check(approved(), share=b"another")


def test_an_approval_changed_after_signing_is_refused() -> None:
    longer = approved(expires_at=w.ENDS + 1)
    with pytest.raises(SignatureBroken):
        check(replace(approved(), body=longer.body))


def test_nobody_approves_what_they_ask_for() -> None:
    asked = access.sign_request(w.access_request(), w.pair("member"))
    mine = access.sign_approval(replace(w.approval(), approver=w.STAFF), w.pair("member"))
    with pytest.raises(AccessRefused):
        access.check_approval(mine, HANDLER, asked, b"share", w.AT)


def test_a_statement_of_another_kind_is_no_approval() -> None:
    with pytest.raises(AccessRefused):
        check(REQUEST)


def test_the_second_half_opens_for_its_request_requester_and_time_alone() -> None:
    request = w.access_request()
    sealed = access.reseal_share_two(w.seed("half"), request, HANDLER, w.ENDS)
    assert access.open_resealed_share_two(w.pair("member"), sealed, request, w.ENDS) == w.seed("half")
    others = (
        (w.pair("custodian"), request, w.ENDS),
        (w.pair("member"), replace(request, lead_id=w.OTHER_LEAD), w.ENDS),
        (w.pair("member"), replace(request, request_id=w.OTHER_MESSAGE), w.ENDS),
        (w.pair("member"), replace(request, requester=w.OTHER_STAFF), w.ENDS),
        (w.pair("member"), request, w.ENDS + 1),
    )
    for pair, asked, ends in others:
        with pytest.raises(SealBroken):
            access.open_resealed_share_two(pair, sealed, asked, ends)


def test_reasons_and_refusals_stay_with_their_request() -> None:
    custody, member = w.pair("custody 1"), w.pair("member")
    reasons = access.seal_reasons(custody.public, w.LEAD, w.MESSAGE, b"because")
    refusal = access.seal_refusal(member.public, w.LEAD, w.MESSAGE, b"no")
    assert access.open_reasons(custody, w.LEAD, w.MESSAGE, reasons).reveal() == b"because"
    assert access.open_refusal(member, w.LEAD, w.MESSAGE, refusal).reveal() == b"no"
    with pytest.raises(SealBroken):
        access.open_reasons(custody, w.LEAD, w.OTHER_MESSAGE, reasons)
    with pytest.raises(SealBroken):
        access.open_refusal(member, w.OTHER_LEAD, w.MESSAGE, refusal)

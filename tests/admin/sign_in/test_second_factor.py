"""A passkey beside the password: who comes in with one, and who does not, whatever they hold."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from admin.access import AccessKind, details_of
from admin.services import Services
from admin.setup.founding import Founded
from admin.sign_in import sessions, webauthn
from admin.sign_in.attempt import Attempt, Opened, sign_in
from admin.staff_address import StaffAddress
from kit import clock
from storage.access import AccessFilter
from storage.errors import BadInput, PasswordNeeded
from storage.vault.secret import SecretBytes, SecretText
from tests.admin.authenticator import ADDRESS, Authenticator, challenged, enrol, reached_by_https

pytestmark = pytest.mark.anyio


@pytest.fixture
def site(office: Services) -> Services:
    return reached_by_https(office)


@pytest.fixture
def now() -> datetime:
    return clock.now()


async def enter(services: Services, founded: Founded, login: str, answer: str, now: datetime, **other: Any) -> Opened:
    attempt = replace(Attempt(login, founded.people[login].password, "", passkey=answer), **other)
    return await sign_in(services, attempt, now)


async def refused(services: Services, founded: Founded, login: str, answer: str, now: datetime, **other: Any) -> str:
    with pytest.raises(BadInput) as caught:
        await enter(services, founded, login, answer, now, **other)
    return caught.value.key


async def told(services: Services, *kinds: AccessKind) -> list[str]:
    """Details of the ledger's entries of these kinds, the newest first."""
    async with services.ledger.read() as work:
        return [details_of(entry) for entry in await work.access.page(None, AccessFilter(kinds=kinds))]


@pytest.mark.parametrize("counts", [True, False])
async def test_password_and_passkey_together_open_a_session_again_and_again(
    site: Services, founded: Founded, now: datetime, counts: bool
) -> None:
    device = await enrol(site, founded, "wang", now, Authenticator(counts=counts))
    for seconds in (1, 2):
        later = now + timedelta(seconds=seconds)
        opened = await enter(site, founded, "wang", device.answer(challenged(site, later)), later)
        signed = await sessions.find(site, opened.session, later)
        assert signed is not None
        assert signed.keyring.own.public == founded.people["wang"].pair.public


async def test_the_ledger_says_which_second_factor_let_somebody_in(
    site: Services, founded: Founded, now: datetime
) -> None:
    wang = founded.people["wang"]
    device = await enrol(site, founded, "wang", now)
    await sign_in(site, Attempt("wang", wang.password, wang.code(now)), now)
    later = now + timedelta(seconds=1)
    await enter(site, founded, "wang", device.answer(challenged(site, later)), later)
    assert await told(site, AccessKind.SIGN_IN) == ["passkey", "code"]


async def test_a_custodian_comes_in_with_a_passkey_and_the_session_holds_no_key(
    site: Services, founded: Founded, now: datetime
) -> None:
    device = await enrol(site, founded, "bao", now)
    opened = await enter(site, founded, "bao", device.answer(challenged(site, now)), now)
    signed = await sessions.find(site, opened.session, now)
    assert signed is not None
    with pytest.raises(PasswordNeeded):
        signed.keyring.unit_pair("custody", 1)


LIES: dict[str, Callable[[Authenticator], object]] = {
    "another origin": lambda device: setattr(device, "origin", "https://staff.test.evil.example"),
    "another port": lambda device: setattr(device, "origin", "https://staff.test:8443"),
    "plain http": lambda device: setattr(device, "origin", "http://staff.test"),
    "another site's passkey": lambda device: setattr(device, "rp_id", "test"),
    "nobody verified": lambda device: setattr(device, "verifies", False),
    "another key": lambda device: setattr(device, "key", ec.generate_private_key(ec.SECP256R1())),
    "another credential": lambda device: setattr(device, "credential_id", b"unknown"),
    "another person's handle": lambda device: setattr(device, "handle", bytes(16)),
}


@pytest.mark.parametrize("lie", LIES)
async def test_an_answer_that_is_wrong_in_one_thing_lets_nobody_in(
    site: Services, founded: Founded, now: datetime, lie: str
) -> None:
    device = await enrol(site, founded, "wang", now)
    LIES[lie](device)
    assert await refused(site, founded, "wang", device.answer(challenged(site, now)), now) == "passkey.error.wrong"
    assert await told(site, AccessKind.SIGN_IN_FAILED) == [""]


async def test_an_answer_is_good_once_also_at_one_instant(site: Services, founded: Founded, now: datetime) -> None:
    device = await enrol(site, founded, "wang", now)
    answer = device.answer(challenged(site, now))
    tries = await asyncio.gather(
        *(enter(site, founded, "wang", answer, now) for _ in range(3)), return_exceptions=True
    )
    assert sorted(isinstance(one, BadInput) for one in tries) == [False, True, True]
    assert await refused(site, founded, "wang", answer, now) == "passkey.error.wrong"


@pytest.mark.parametrize("counts", [True, False])
async def test_a_challenge_is_answered_once_and_none_that_was_given_before(
    site: Services, founded: Founded, now: datetime, counts: bool
) -> None:
    device = await enrol(site, founded, "wang", now, Authenticator(counts=counts))
    before, asked = challenged(site, now - timedelta(seconds=1)), challenged(site, now)
    await enter(site, founded, "wang", device.answer(asked), now)
    for used in (asked, before):
        assert await refused(site, founded, "wang", device.answer(used), now) == "passkey.error.wrong"


async def test_a_challenge_is_ours_and_of_these_minutes_or_not_taken(
    site: Services, founded: Founded, now: datetime
) -> None:
    device = await enrol(site, founded, "wang", now)
    ours = challenged(site, now)
    changed = ours | {"challenge": ("B" if ours["challenge"][0] == "A" else "A") + ours["challenge"][1:]}
    old = challenged(site, now - timedelta(minutes=3, seconds=1))
    elsewhere = challenged(replace(site, wrap_key=SecretBytes.random()), now)
    for asked in (changed, old, elsewhere, {"challenge": ""}):
        assert await refused(site, founded, "wang", device.answer(asked), now) == "passkey.error.wrong"
    await enter(site, founded, "wang", device.answer(ours), now + timedelta(minutes=2, seconds=59))


async def test_a_passkey_opens_nothing_for_another_member(site: Services, founded: Founded, now: datetime) -> None:
    wangs, lis = [await enrol(site, founded, login, now) for login in ("wang", "li")]
    assert await refused(site, founded, "wang", lis.answer(challenged(site, now)), now) == "passkey.error.wrong"
    lis.handle = None
    assert await refused(site, founded, "wang", lis.answer(challenged(site, now)), now) == "passkey.error.wrong"
    lis.credential_id = wangs.credential_id
    assert await refused(site, founded, "wang", lis.answer(challenged(site, now)), now) == "passkey.error.wrong"


SWAPS = {
    "hung on another member": "UPDATE passkeys SET staff_id = :wang WHERE staff_id = :li",
    "another member's record": "UPDATE passkeys SET credential_id = X'00', wrapped = (SELECT p.wrapped FROM passkeys p "
    "WHERE p.staff_id = :li) WHERE staff_id = :wang",
    "renamed": "UPDATE passkeys SET name = '别的' WHERE staff_id = :wang",
}


@pytest.mark.parametrize("swap", SWAPS)
async def test_a_row_that_was_exchanged_lets_nobody_in_and_is_recorded(
    site: Services, founded: Founded, now: datetime, swap: str
) -> None:
    wangs, lis = [await enrol(site, founded, login, now) for login in ("wang", "li")]
    ids = {login: founded.people[login].staff_id for login in ("wang", "li")}
    async with site.ledger.engine.begin() as connection:
        await connection.execute(text(SWAPS[swap]), ids)
    device = lis if swap == "hung on another member" else wangs
    if swap == "another member's record":
        device.credential_id = b"\0"
    device.handle = founded.people["wang"].staff_id
    assert await refused(site, founded, "wang", device.answer(challenged(site, now)), now) == "passkey.error.wrong"
    assert await told(site, AccessKind.SIGN_IN_FAILED, AccessKind.SEAL_BROKEN) in (
        ["passkey", "passkey_swapped"],
        ["passkey_swapped", "passkey"],
    )


@pytest.mark.parametrize("count", [3, 2, 0])
async def test_a_count_that_does_not_grow_is_refused_and_recorded(
    site: Services, founded: Founded, now: datetime, count: int
) -> None:
    device = await enrol(site, founded, "wang", now, Authenticator(count=2))
    await enter(site, founded, "wang", device.answer(challenged(site, now)), now)
    assert device.count == 3
    copy, later = replace(device, counts=False, count=count), now + timedelta(seconds=1)
    assert await refused(site, founded, "wang", copy.answer(challenged(site, later)), later) == "passkey.error.wrong"
    assert await told(site, AccessKind.SIGN_IN_FAILED) == ["passkey_copied"]
    await enter(site, founded, "wang", device.answer(challenged(site, later)), later)


async def test_a_passkey_alone_opens_nothing_and_wrong_passwords_wait_as_with_codes(
    site: Services, founded: Founded, now: datetime
) -> None:
    device = await enrol(site, founded, "wang", now)
    wrong = {"password": SecretText("not the password")}
    for _ in range(5):
        answer = device.answer(challenged(site, now))
        assert await refused(site, founded, "wang", answer, now, **wrong) == "passkey.error.wrong"
    answer = device.answer(challenged(site, now))
    assert await refused(site, founded, "wang", answer, now, **wrong) == "signin.error.wait"


async def test_wrong_passkey_wrong_password_and_unknown_login_are_told_the_same(
    site: Services, founded: Founded, now: datetime
) -> None:
    device = await enrol(site, founded, "wang", now)
    answer = device.answer(challenged(site, now))
    password = founded.people["wang"].password
    tries = [
        Attempt("wang", SecretText("not the password"), "", passkey=answer),
        Attempt("nobody", password, "", passkey=answer),
        Attempt("wang", password, "", passkey="{}"),
        Attempt("li", password, "", passkey=answer),
    ]
    for attempt in tries:
        with pytest.raises(BadInput, match=r"passkey\.error\.wrong"):
            await sign_in(site, attempt, now)


async def test_where_the_site_has_lost_its_https_name_no_passkey_lets_anybody_in(
    site: Services, office: Services, founded: Founded, now: datetime
) -> None:
    device = await enrol(site, founded, "wang", now)
    answer = device.answer(challenged(site, now))
    assert await refused(office, founded, "wang", answer, now) == "passkey.error.wrong"


async def test_what_is_asked_at_sign_in_names_nobody_and_demands_finger_or_pin(site: Services, now: datetime) -> None:
    asked = challenged(site, now)
    assert asked.pop("challenge") != challenged(site, now)["challenge"]
    assert asked == {"timeout": 120_000, "rpId": "staff.test", "userVerification": "required", "allowCredentials": []}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
ANSWER = st.fixed_dictionaries(
    {},
    optional={
        "id": JSON, "rawId": JSON, "type": st.just("public-key") | JSON,
        "response": JSON | st.fixed_dictionaries({}, optional={
            "clientDataJSON": JSON, "authenticatorData": JSON, "signature": JSON, "attestationObject": JSON,
            "userHandle": JSON,
        }),
    },
)  # fmt: skip


@settings(deadline=None, max_examples=80, database=None)
@given(said=ANSWER.map(json.dumps) | st.text(max_size=60))
def test_whatever_a_browser_says_is_a_value_or_a_refusal(said: str) -> None:
    address = StaffAddress.parse(ADDRESS)
    claim = webauthn.read_claim(said)
    assert claim is None or webauthn.count_of(claim, address, b"no key") is None
    with pytest.raises(BadInput):
        webauthn.read_made(said, address, b"challenge")


def test_deep_and_long_answers_are_refusals() -> None:
    assert webauthn.read_claim("[" * 15_000) is None
    assert webauthn.read_claim(json.dumps({"id": "A" * 20_000})) is None

"""Who comes in, who waits, and what neither can learn."""

import secrets
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from admin.services import Services
from admin.setup import people
from admin.setup.founding import Founded, Person
from admin.sign_in import accounts, sessions, totp
from admin.sign_in.attempt import Attempt, Opened, sign_in
from kit import clock
from storage.errors import BadInput, PasswordNeeded
from storage.vault.secret import SecretBytes, SecretText

pytestmark = pytest.mark.anyio


class Counting(ThreadPoolExecutor):
    """A pool that counts what it was given."""

    count = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.count += 1
        return super().submit(fn, *args, **kwargs)


def tried(person: Person, now: datetime, **other: Any) -> Attempt:
    """What this person would type at `now`, or something else."""
    right = Attempt(person.plan.login, person.password, person.code(now))
    return replace(right, **other)


async def refusal(services: Services, attempt: Attempt, now: datetime) -> BadInput:
    with pytest.raises(BadInput) as caught:
        await sign_in(services, attempt, now)
    return caught.value


async def enter(services: Services, person: Person, now: datetime, **other: Any) -> Opened:
    return await sign_in(services, tried(person, now, **other), now)


async def test_password_and_code_together_open_a_session_that_holds_the_own_key(
    office: Services, founded: Founded
) -> None:
    now, wang = clock.now(), founded.people["wang"]
    opened = await enter(office, wang, now)
    signed = await sessions.find(office, opened.session, now)
    assert signed is not None
    assert signed.keyring.own.public == wang.pair.public
    assert signed.keyring.unit_pair("office", 1).public == founded.policy.document.units[0].current.public


@pytest.mark.parametrize("typed", ["ＷＡＮＧ", " Wang "])
async def test_a_login_is_taken_however_it_is_capitalised(office: Services, founded: Founded, typed: str) -> None:
    now = clock.now()
    attempt = tried(founded.people["wang"], now, login=typed)
    assert (await sign_in(office, attempt, now)).staff_id == founded.people["wang"].staff_id


async def test_wrong_password_wrong_code_and_unknown_login_are_told_the_same(
    office: Services, founded: Founded
) -> None:
    now, wang = clock.now(), founded.people["wang"]
    keys = {
        (await refusal(office, tried(wang, now, password=SecretText("not the password")), now)).key,
        (await refusal(office, tried(wang, now, code="000000"), now)).key,
        (await refusal(office, tried(wang, now, code=""), now)).key,
        (await refusal(office, tried(wang, now, login="nobody"), now)).key,
    }
    assert keys == {"signin.error.wrong"}


@pytest.mark.parametrize("passkey", ["", "{}"])
async def test_an_unknown_login_is_stretched_like_a_known_one(
    office: Services, founded: Founded, passkey: str
) -> None:
    now, wang = clock.now(), founded.people["wang"]
    with Counting(1) as pool:
        counted = replace(office, kdf=pool)
        await refusal(counted, tried(wang, now, passkey=passkey, password=SecretText("not the password")), now)
        assert pool.count == 1
        await refusal(counted, tried(wang, now, passkey=passkey, login="nobody"), now)
        assert pool.count == 2


async def test_each_code_is_good_once(office: Services, founded: Founded) -> None:
    now, wang = clock.now(), founded.people["wang"]
    await enter(office, wang, now)
    assert (await refusal(office, tried(wang, now), now)).key == "signin.error.wrong"


async def test_the_code_before_and_after_are_taken_and_none_further_away(office: Services, founded: Founded) -> None:
    now, secret = clock.now(), founded.people["wang"].totp_secret
    step = totp.step_of(now)
    taken = [there for there in range(-3, 4) if totp.accept(secret, totp.code_at(secret, step + there), now, None)]
    assert taken == [-1, 0, 1]


async def test_a_spare_code_replaces_the_phone_once(office: Services, founded: Founded) -> None:
    now, wang = clock.now(), founded.people["wang"]
    signed = await founded.acting(office, "wang")
    codes = await accounts.renew_spare_codes(office, signed, now)
    assert len({code.reveal() for code in codes}) == 10
    await enter(office, wang, now, code=codes[3].reveal())
    assert (await refusal(office, tried(wang, now, code=codes[3].reveal()), now)).key == "signin.error.wrong"
    await enter(office, wang, now, code=codes[4].reveal().replace(" ", ""))


async def test_new_spare_codes_make_the_old_ones_void(office: Services, founded: Founded) -> None:
    now, wang = clock.now(), founded.people["wang"]
    signed = await founded.acting(office, "wang")
    old = await accounts.renew_spare_codes(office, signed, now)
    await accounts.renew_spare_codes(office, signed, now)
    assert (await refusal(office, tried(wang, now, code=old[0].reveal()), now)).key == "signin.error.wrong"


async def test_strangers_slow_strangers_and_never_a_known_browser(office: Services, founded: Founded) -> None:
    now, wang = clock.now(), founded.people["wang"]
    known = await enter(office, wang, now)
    wrong = tried(wang, now, password=SecretText("guess"), device=SecretBytes(secrets.token_bytes(32)))
    for _ in range(5):
        assert (await refusal(office, wrong, now)).key == "signin.error.wrong"
    slowed = await refusal(office, wrong, now)
    assert slowed.key == "signin.error.wait"
    later = now + timedelta(seconds=30)
    back = await sign_in(office, tried(wang, later, device=known.device), now)
    assert back.staff_id == wang.staff_id
    assert back.device == known.device


async def test_nobody_is_locked_out_for_longer_than_five_minutes(office: Services, founded: Founded) -> None:
    now, wang = clock.now(), founded.people["wang"]
    wrong = tried(wang, now, password=SecretText("guess"))
    at = now
    for _ in range(16):
        error = await refusal(office, wrong, at)
        if error.key == "signin.error.wait":
            seconds = int(str(error.values["seconds"]))
            assert seconds <= 300
            at += timedelta(seconds=seconds)
    at += timedelta(minutes=5)
    assert (await sign_in(office, tried(wang, at), at)).staff_id == wang.staff_id


async def test_a_disabled_member_is_a_stranger(office: Services, founded: Founded) -> None:
    now, guan = clock.now(), founded.people["guan"]
    async with office.ledger.begin() as work:
        await work.staff.disable(guan.staff_id, now)
    assert (await refusal(office, tried(guan, now), now)).key == "signin.error.wrong"


async def test_the_session_of_a_custodian_holds_no_key(office: Services, founded: Founded) -> None:
    now, bao = clock.now(), founded.people["bao"]
    opened = await enter(office, bao, now)
    signed = await sessions.find(office, opened.session, now)
    assert signed is not None
    with pytest.raises(PasswordNeeded):
        signed.keyring.unit_pair("custody", 1)
    async with office.ledger.read() as work:
        assert {row.wrapped_seed for row in await work.sessions.of_staff(bao.staff_id)} == {None}


async def test_a_session_ends_after_fifteen_idle_minutes(office: Services, founded: Founded) -> None:
    start = clock.now()
    opened = await enter(office, founded.people["wang"], start)
    assert await sessions.find(office, opened.session, start + timedelta(minutes=16)) is None
    assert await sessions.find(office, opened.session, start + timedelta(minutes=14)) is not None


async def test_use_keeps_a_session_alive_for_eight_hours_and_no_longer(office: Services, founded: Founded) -> None:
    start = clock.now()
    opened = await enter(office, founded.people["wang"], start)
    for minutes in range(10, 480, 10):
        assert await sessions.find(office, opened.session, start + timedelta(minutes=minutes)) is not None
    assert await sessions.find(office, opened.session, start + timedelta(minutes=481)) is None


async def test_a_session_row_opens_nothing_without_its_cookie(office: Services, founded: Founded) -> None:
    now = clock.now()
    await enter(office, founded.people["wang"], now)
    assert await sessions.find(office, SecretBytes(secrets.token_bytes(32)), now) is None


async def test_disabling_somebody_ends_their_sessions_at_once(office: Services, founded: Founded) -> None:
    now, guan, root = clock.now(), founded.people["guan"], await founded.acting(office, "root")
    opened = await enter(office, guan, now)
    async with office.ledger.begin() as work:
        await people.disable(work, root, guan.staff_id, now)
    assert await sessions.find(office, opened.session, now) is None


async def test_failures_and_successes_are_recorded(office: Services, founded: Founded) -> None:
    now, wang = clock.now(), founded.people["wang"]
    await refusal(office, tried(wang, now, login="nobody"), now)
    await enter(office, wang, now)
    async with office.ledger.read() as work:
        failed, success = await work.access.latest("sign_in_failed"), await work.access.latest("sign_in")
    assert failed is not None
    assert failed.actor_id is None
    assert success is not None
    assert success.actor_id == wang.staff_id

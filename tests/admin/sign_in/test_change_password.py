"""A new password wraps the same key."""

import pytest

from admin.services import Services
from admin.setup.founding import Founded
from admin.sign_in import passwords, sessions
from admin.sign_in.attempt import Attempt, sign_in
from admin.sign_in.change_password import change_password
from admin.sign_in.unlock import open_pair, unlock
from kit import clock
from storage.errors import BadInput
from storage.vault.secret import SecretText

pytestmark = pytest.mark.anyio
NEW = SecretText("seven bridges over rain")


async def test_the_new_password_opens_the_same_key_and_the_old_one_nothing(office: Services, founded: Founded) -> None:
    wang = founded.people["wang"]
    signed = await founded.acting(office, "wang")
    await change_password(office, signed, wang.password, NEW, passwords.generate(), clock.now())
    opened = await open_pair(office, wang.staff_id, NEW)
    assert opened is not None
    assert opened.public == wang.pair.public
    assert await open_pair(office, wang.staff_id, wang.password) is None
    now = clock.now()
    assert (await sign_in(office, Attempt("wang", NEW, wang.code(now)), now)).staff_id == wang.staff_id


async def test_other_sessions_end(office: Services, founded: Founded) -> None:
    now, wang = clock.now(), founded.people["wang"]
    elsewhere = await sign_in(office, Attempt("wang", wang.password, wang.code(now)), now)
    signed = await founded.acting(office, "wang")
    await change_password(office, signed, wang.password, NEW, passwords.generate(), now)
    assert await sessions.find(office, elsewhere.session, now) is None


async def test_a_custodian_takes_the_generated_one_and_no_other(office: Services, founded: Founded) -> None:
    bao, offered = founded.people["bao"], passwords.generate()
    signed = await founded.acting(office, "bao")
    for chosen in (NEW, passwords.generate()):
        with pytest.raises(BadInput) as caught:
            await change_password(office, signed, bao.password, chosen, offered, clock.now())
        assert caught.value.key == "signin.error.custodian_password"
    await change_password(office, signed, bao.password, offered, offered, clock.now())
    assert await open_pair(office, bao.staff_id, offered) is not None


async def test_the_old_password_is_asked(office: Services, founded: Founded) -> None:
    signed = await founded.acting(office, "wang")
    with pytest.raises(BadInput) as caught:
        await change_password(office, signed, SecretText("wrong"), NEW, passwords.generate(), clock.now())
    assert caught.value.key == "signin.error.wrong_password"


async def test_guessing_the_password_of_a_key_action_is_slowed(office: Services, founded: Founded) -> None:
    now, signed = clock.now(), await founded.acting(office, "bao")
    keys = []
    for _ in range(6):
        with pytest.raises(BadInput) as caught:
            await unlock(office, signed, SecretText("wrong"), now)
        keys.append(caught.value.key)
    assert keys == ["signin.error.wrong_password"] * 5 + ["signin.error.wait"]

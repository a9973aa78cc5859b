"""Staff seeds under password and host; sessions under cookie and day."""

import hashlib
import hmac
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage.errors import SealBroken
from storage.vault import password
from storage.vault.binding import frame
from storage.vault.secret import SecretBytes, SecretText
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly

WORD = SecretText("correct horse battery")
WRAP = w.seed("wrap key")
MEMBER = w.pair("member")


@cache
def key(
    word: str = "correct horse battery", salt: bytes = w.SALT, wrap: str = "wrap key", staff: bytes = w.STAFF
) -> SecretBytes:
    return password.wrapping_key(SecretText(word), salt, w.seed(wrap), staff)


def test_the_wrapping_key_is_hkdf_of_argon2id_with_the_hosts_key_as_salt() -> None:
    stretched = Argon2id(salt=w.SALT, length=32, iterations=3, lanes=1, memory_cost=64 * 1024).derive(
        WORD.reveal().encode()
    )
    listed = frame([b"xiansuo", b"\x01", b"\x01", b"derive", b"", b"", b"", b"wrapping", w.STAFF])
    first = hmac.digest(WRAP.reveal(), stretched, hashlib.sha256)
    assert key().reveal() == hmac.digest(first, listed + b"\x01", hashlib.sha256)


def test_one_derivation_opens_seed_and_second_factor() -> None:
    wrapped, totp = password.wrap_seed(key(), w.STAFF, MEMBER), password.wrap_totp(key(), w.STAFF, SecretText("ABC"))
    assert password.open_seed(key(), w.STAFF, MEMBER.public, wrapped).public == MEMBER.public
    assert password.open_totp(key(), w.STAFF, totp).reveal() == "ABC"


@pytest.mark.parametrize(
    "other",
    [{"word": "correct horse batterz"}, {"salt": bytes(16)}, {"wrap": "another host"}, {"staff": w.OTHER_STAFF}],
)
def test_a_wrong_password_salt_host_or_person_opens_nothing(other: dict[str, Any]) -> None:
    wrapped = password.wrap_seed(key(), w.STAFF, MEMBER)
    with exactly(SealBroken):
        password.open_seed(key(**other), w.STAFF, MEMBER.public, wrapped)


def test_a_seed_is_tied_to_person_and_identity() -> None:
    wrapped = password.wrap_seed(key(), w.STAFF, MEMBER)
    with exactly(SealBroken):
        password.open_seed(key(), w.OTHER_STAFF, MEMBER.public, wrapped)
    with exactly(SealBroken):
        password.open_seed(key(), w.STAFF, w.pair("other").public, wrapped)


def test_a_seed_that_is_not_the_identitys_is_refused_even_where_the_seal_holds() -> None:
    from storage.vault.binding import Binding
    from storage.vault.purposes import Purpose
    from storage.vault.sealing import encrypt

    other = w.pair("other").public
    wrapped = encrypt(key(), MEMBER.seed.reveal(), Binding(Purpose.STAFF_SEED, object=w.STAFF, key=other.id))
    with exactly(SealBroken):
        password.open_seed(key(), w.STAFF, other, wrapped)


def test_a_seed_and_a_second_factor_are_never_taken_for_each_other() -> None:
    with exactly(SealBroken):
        password.open_totp(key(), w.STAFF, password.wrap_seed(key(), w.STAFF, MEMBER))
    with exactly(SealBroken):
        password.open_totp(key(), w.OTHER_STAFF, password.wrap_totp(key(), w.STAFF, SecretText("ABC")))


def test_a_session_opens_with_its_cookie_and_its_day_only() -> None:
    cookie, day = w.seed("cookie"), w.seed("day")
    wrapped = password.wrap_for_session(cookie, day, w.STAFF, MEMBER)
    assert password.open_from_session(cookie, day, w.STAFF, wrapped).public == MEMBER.public
    attempts = [
        (w.seed("other"), day, w.STAFF),
        (cookie, w.seed("tomorrow"), w.STAFF),
        (day, cookie, w.STAFF),
        (cookie, day, w.OTHER_STAFF),
    ]
    for attempt in attempts:
        with exactly(SealBroken):
            password.open_from_session(*attempt, wrapped)


def test_salts_are_random_and_of_the_right_size() -> None:
    salts = {password.new_salt() for _ in range(100)}
    assert len(salts) == 100
    assert {len(salt) for salt in salts} == {16}


def test_the_cost_is_the_designs() -> None:
    assert (password.MEMORY_KIB, password.ITERATIONS) == (64 * 1024, 3)

"""Passkeys under the password, bound to what stands beside them in clear."""

from dataclasses import replace
from typing import Any

import pytest

from storage.errors import SealBroken
from storage.vault.binding import frame
from storage.vault.passkey import PasskeyState, open_passkey, wrap_passkey
from storage.vault.sealing import encrypt
from tests.storage.vault import worlds as w
from tests.storage.vault.worlds import exactly

KEY = w.seed("wrapping key")
STATE = PasskeyState(b"public key", 7, w.AT * 1000)


def test_it_opens_to_what_was_wrapped() -> None:
    assert open_passkey(KEY, w.PASSKEY, wrap_passkey(KEY, w.PASSKEY, STATE)) == STATE


@pytest.mark.parametrize(
    "other",
    [
        {"staff_id": w.OTHER_STAFF},
        {"passkey_id": w.OTHER_MESSAGE},
        {"credential_id": b"another"},
        {"name": "手机"},
        {"made": w.AT + 1},
    ],
)
def test_another_person_row_credential_name_or_day_opens_nothing(other: dict[str, Any]) -> None:
    wrapped = wrap_passkey(KEY, w.PASSKEY, STATE)
    with exactly(SealBroken):
        open_passkey(KEY, replace(w.PASSKEY, **other), wrapped)


def test_another_password_opens_nothing() -> None:
    with exactly(SealBroken):
        open_passkey(w.seed("another"), w.PASSKEY, wrap_passkey(KEY, w.PASSKEY, STATE))


def test_what_is_not_whole_is_refused_even_where_the_seal_holds() -> None:
    for parts in ([b"public key"], [b"public key", b"7", bytes(8)]):
        with exactly(SealBroken):
            open_passkey(KEY, w.PASSKEY, encrypt(KEY, frame(parts), w.PASSKEY.binding()))

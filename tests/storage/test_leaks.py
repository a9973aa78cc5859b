"""The leak scan finds what lies in clear, in every form, and takes nothing else for a leak."""

import secrets
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path

import pytest

from storage.leaks import Leak, Secret, seek
from storage.vault.receipt import Receipt

KEY = Secret("the key", bytes(range(200, 232)))


@pytest.mark.parametrize("shift", [0, 1, 2])
@pytest.mark.parametrize(
    "form", [bytes, lambda raw: raw.hex().encode(), b64encode, urlsafe_b64encode], ids=["raw", "hex", "base64", "url"]
)
def test_a_key_is_found_in_every_form(tmp_path: Path, form: object, shift: int) -> None:
    assert callable(form)
    (tmp_path / "log").write_bytes(b"before " + form(b"x" * shift + KEY.value + b"more") + b" after")
    assert list(seek([tmp_path], [KEY])) == [Leak(tmp_path / "log", "the key")]


def test_a_key_may_lie_at_home(tmp_path: Path) -> None:
    home = tmp_path / "keys" / "the.key"
    home.parent.mkdir()
    home.write_bytes(KEY.value)
    assert list(seek([tmp_path], [Secret("the key", KEY.value, home)])) == []
    assert list(seek([tmp_path], [KEY])) != []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (Receipt.generate().grouped(), "a receipt"),
        (Receipt.generate().grouped().replace(" ", "-"), "a receipt"),
        ("请打 13800007431 找我", "a mobile number"),
        ("110101199003070018", "an identity number"),
    ],
    ids=["receipt", "receipt with lines", "mobile number", "identity number"],
)
def test_what_reporters_type_is_found_by_its_shape(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "ledger.db").write_bytes(b"\0\1" + text.encode() + b"\0")
    assert [leak.what for leak in seek([tmp_path], [])] == [what]


def test_the_offices_own_phone_is_no_leak(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b'{"office_phone": "13800000000"}')
    assert list(seek([tmp_path], [], ["138 0000 0000"])) == []


def test_hashes_and_ciphertexts_are_no_leak(tmp_path: Path) -> None:
    (tmp_path / "sealed").write_bytes(secrets.token_bytes(1 << 20) + secrets.token_hex(1 << 18).encode())
    assert [leak for leak in seek([tmp_path], [KEY]) if leak.what != "a mobile number"] == []


def test_what_lies_across_two_pieces_is_found(tmp_path: Path) -> None:
    place = 8 * 1024 * 1024 - 9
    (tmp_path / "large").write_bytes(b"\0" * place + KEY.value + b"\0" * 100)
    assert [leak.what for leak in seek([tmp_path], [KEY])] == ["the key"]

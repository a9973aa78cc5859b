"""The byte formats are frozen: fixed seeds give fixed bytes, and what was sealed once opens for ever."""

import json
from typing import Any

import pytest

from storage.vault.lead import open_identity
from storage.vault.secret import SecretBytes
from tests.storage.vault import known_answers as known
from tests.storage.vault import worlds as w

VECTORS: dict[str, str] = json.loads(known.VECTORS.read_text())
SEALED: dict[str, Any] = json.loads(known.SEALED.read_text())


@pytest.fixture(scope="module")
def computed() -> dict[str, str]:
    return known.computed()


def test_no_kind_of_value_is_new_or_gone(computed: dict[str, str]) -> None:
    assert computed.keys() == VECTORS.keys()


@pytest.mark.parametrize("name", VECTORS)
def test_fixed_seeds_give_fixed_bytes(computed: dict[str, str], name: str) -> None:
    assert computed[name] == VECTORS[name]


@pytest.mark.parametrize("name", known.sealed_kinds())
def test_what_was_sealed_when_the_format_was_frozen_still_opens(name: str) -> None:
    row = SEALED[name]
    assert known.sealed_kinds()[name].open(bytes.fromhex(row["sealed"])).reveal().hex() == row["opens"]


def test_an_identity_sealed_when_the_format_was_frozen_still_opens() -> None:
    row = SEALED["identity"]
    whole, nothing = SecretBytes(bytes.fromhex(row["opens"])), SecretBytes(bytes(32))
    assert open_identity(w.LEAD, bytes.fromhex(row["sealed"]), whole, nothing).reveal() == known.TEXT


@pytest.mark.parametrize("name", known.sealed_kinds())
def test_sealing_twice_never_gives_the_same_bytes(name: str) -> None:
    assert known.sealed_kinds()[name].make() != known.sealed_kinds()[name].make()


@pytest.mark.parametrize("name", SEALED)
def test_every_ciphertext_begins_with_version_and_suite(name: str) -> None:
    assert bytes.fromhex(SEALED[name]["sealed"])[:2] == b"\x01\x01"
